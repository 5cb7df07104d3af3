using FastMf.Data;
using FastMf.Models;

namespace FastMf.Live;

/// <summary>A user as one version of the model sees it after some event. Never changes: the next event makes another one.</summary>
public sealed class LiveUser
{
    private readonly FactorModel _model;
    private readonly int _row; // of the model; -1 where the user was folded in
    private readonly float[] _factors;
    private readonly int[] _seen;
    private readonly float[] _values;

    internal LiveUser(
        FactorModel model,
        Id user,
        int row,
        float[] factors,
        float bias,
        int[] seen,
        float[] values,
        long lastEvent
    )
    {
        _model = model;
        _row = row;
        _factors = factors;
        _seen = seen;
        _values = values;
        Id = user;
        Bias = bias;
        LastEvent = lastEvent;
    }

    /// <summary>The user's id.</summary>
    public Id Id { get; }

    /// <summary>The last event that is in here.</summary>
    public long LastEvent { get; }

    /// <summary>Whether the factors come from the history; otherwise they are the model's own, trained on all of it.</summary>
    public bool IsFolded => _row < 0;

    /// <summary>The factors.</summary>
    public ReadOnlySpan<float> Factors => _row < 0 ? _factors : _model.UserFactors[_row];

    /// <summary>The bias; 0 where the model has none of users.</summary>
    public float Bias { get; }

    /// <summary>Rows of the items of the history that the model knows, ascending.</summary>
    public ReadOnlySpan<int> Seen => _seen;

    /// <summary>A value for each of them.</summary>
    public ReadOnlySpan<float> Values => _values;
}
