using System.Numerics;
using System.Runtime.InteropServices;
using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Simd;

namespace FastMf.Retrieval;

/// <summary>
/// One search: panel by panel, until no item that is left can reach the list. Of a panel, bounds are computed stage by stage
/// from the bytes, while more than one item is above the least score of the list; who remains is scored from the factors.
/// </summary>
internal readonly ref struct ItemSearch : ISimdVisitor<int>
{
    private const int PanelsBetweenLooks = 256; // at the token
    private const double MostMagnitude = 1e30; // beyond it sums could overflow; then everything is scored

    private readonly FactorModel _model;
    private readonly ScreeningCopy _copy;
    private readonly SearchRoom _room;
    private readonly ReadOnlySpan<float> _user;
    private readonly ReadOnlySpan<int> _seen;
    private readonly Span<Scored> _best;
    private readonly RetrievalRequest _request;
    private readonly CancellationToken _token;
    private readonly float _start;
    private readonly double _norm;
    private readonly bool _prune;

    public ItemSearch(
        FactorModel model,
        ScreeningCopy copy,
        SearchRoom room,
        ReadOnlySpan<float> user,
        float start,
        ReadOnlySpan<int> seen,
        Span<Scored> best,
        RetrievalRequest request,
        CancellationToken token
    )
    {
        (_model, _copy, _room, _start, _token) = (model, copy, room, start, token);
        _user = user;
        _seen = seen;
        _best = best;
        _request = request;
        _norm = Math.Sqrt(Sum.OfSquares(user));
        _prune = _norm * copy.MostNorm + copy.MostBias + Math.Abs(start) < MostMagnitude; // not for NaN
    }

    public int Visit<TSimd>()
        where TSimd : struct, ISimd<TSimd>
    {
        (_room.Screened, _room.Scored) = (0, 0);
        _token.ThrowIfCancellationRequested();
        if (_best.IsEmpty)
            return 0;
        Span<ulong> keys = MemoryMarshal.Cast<Scored, ulong>(_best);
        TopK top = new(keys);
        if (_request.HasAllow)
            ScoreAllowed<TSimd>(ref top);
        else
        {
            foreach (ItemBoost boost in _request.Boosts)
                Offer<TSimd>(boost.Row, boost, ref top);
            if (_prune)
                Turn<TSimd>();
            SearchPanels<TSimd>(ref top);
        }
        int count = top.Finish();
        for (int i = 0; i < count; i++)
            _best[i] = new Scored(TopK.Row(keys[i]), TopK.Score(keys[i]));
        return count;
    }

    private void ScoreAllowed<TSimd>(ref TopK top)
        where TSimd : struct, ISimd<TSimd>
    {
        int done = 0;
        foreach (int row in _request.Allow)
        {
            if (++done % (PanelsBetweenLooks * ScreenPanel.Items) == 0)
                _token.ThrowIfCancellationRequested();
            int boost = _request.BoostOf(row);
            Offer<TSimd>(row, boost < 0 ? new ItemBoost(row) : _request.Boosts[boost], ref top);
        }
    }

    private void SearchPanels<TSimd>(ref TopK top)
        where TSimd : struct, ISimd<TSimd>
    {
        Span<float> sums = stackalloc float[ScreenPanel.Items];
        Span<float> bounds = stackalloc float[ScreenPanel.Items];
        for (int panel = 0; panel < _copy.Panels; panel++)
        {
            if (panel % PanelsBetweenLooks == 0)
                _token.ThrowIfCancellationRequested();
            ReadOnlySpan<int> rows = _copy.RowsOf(panel);
            ulong left = rows.Length == ScreenPanel.Items ? ulong.MaxValue : (1UL << rows.Length) - 1;
            double error = double.PositiveInfinity; // nothing is known of single items
            if (_prune && top.Least > float.NegativeInfinity)
            {
                ReadOnlySpan<float> numbers = _copy.PanelNumbers(panel);
                if (_copy.BoundOfRest(numbers, _start, _norm) < top.Least)
                    return;
                if (_copy.BoundOf(numbers, _start, _norm) < top.Least)
                    continue;
                left &= Screen<TSimd>(panel, top.Least, sums, bounds, out error);
                _room.Screened += rows.Length;
            }
            for (; left != 0; left &= left - 1)
            {
                int j = BitOperations.TrailingZeroCount(left);
                if (bounds[j] + error < top.Least) // the list may have risen meanwhile
                    continue;
                int row = rows[j];
                if (_request.BoostOf(row) < 0)
                    Offer<TSimd>(row, new ItemBoost(row), ref top);
            }
        }
    }

    /// <summary>Bounds of a panel's items, as many stages as it takes.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="least">What a score must reach.</param>
    /// <param name="sums">Room for 64.</param>
    /// <param name="bounds">Receives 64 bounds.</param>
    /// <param name="error">What must be added to them.</param>
    /// <returns>Bit j is 1 where item j may reach it.</returns>
    private ulong Screen<TSimd>(int panel, float least, Span<float> sums, Span<float> bounds, out double error)
        where TSimd : struct, ISimd<TSimd>
    {
        ReadOnlySpan<float> numbers = _copy.PanelNumbers(panel);
        sums.Fill(_start + numbers[0]);
        double slack = _copy.Slack(_start, _norm * numbers[3]);
        Span<float> weights = stackalloc float[ScreeningCopy.HeadRows];
        weights[0] = numbers[1];
        ref float turned = ref _room.Turned.Origin;
        ulong left = ulong.MaxValue;
        int stage = 0;
        do
        {
            ReadOnlySpan<float> scales = _copy.ScalesOf(panel, stage);
            Span<float> ofStage = weights[(stage == 0 ? 1 : 0)..][..ScreeningCopy.RestRows];
            TSimd products =
                TSimd.Load(ref turned, (nuint)(stage * ScreeningCopy.StageColumns)) * TSimd.Load(in scales[0], 0);
            products.Store(ref ofStage[0], 0);
            ofStage[^1] = (float)_room.TailNorms[stage] * scales[^2];
            error = slack + _room.HeadNorms[stage] * scales[^1];
            left &= ScreenPanel.Add<TSimd>(
                _copy.CodesOf(panel, stage),
                stage == 0 ? weights : ofStage,
                sums,
                bounds,
                MathF.BitDecrement((float)(least - error))
            );
            stage++;
        } while (stage < _copy.Stages && !(BitOperations.PopCount(left) < 2));
        return left;
    }

    /// <summary>Turns the user along, by w = sum u_k q_k.</summary>
    private void Turn<TSimd>()
        where TSimd : struct, ISimd<TSimd>
    {
        FactorMatrix turn = _copy.Parts.Turn;
        Span<float> turned = _room.Turned.Row(0);
        turned.Clear();
        for (int k = 0; k < turn.Rows; k++)
            Axpy.Add<TSimd>(_user[k], turn.Row(k), turned);
        double head = 0;
        for (int stage = 0; stage < _copy.Stages; stage++)
        {
            int end = (stage + 1) * ScreeningCopy.StageColumns;
            head += Sum.OfSquares(turned[(end - ScreeningCopy.StageColumns)..end]);
            _room.HeadNorms[stage] = Math.Sqrt(head);
            _room.TailNorms[stage] = Math.Sqrt(Sum.OfSquares(turned[end..]));
        }
    }

    /// <summary>Scores an item, in the order of additions of <see cref="FactorModel.Predict{TSimd}"/>, and offers it if it may be in the list.</summary>
    private void Offer<TSimd>(int row, ItemBoost boost, ref TopK top)
        where TSimd : struct, ISimd<TSimd>
    {
        if ((uint)row >= (uint)_model.ItemFactors.Rows)
            throw new InvalidDataException($"The index names item {row} of {_model.ItemFactors.Rows}.");
        _room.Scored++;
        float y = _start;
        ReadOnlySpan<float> bias = _model.ItemBiases(row, 1);
        if (!bias.IsEmpty)
            y += bias[0];
        y += Dot.Of<TSimd>(_user, _model.ItemFactors.Read<TSimd>(row, 1, _room.Item.Row(0)));
        if (!boost.IsNone)
            y = boost.Of(y);
        if (float.IsNaN(y))
            return;
        ulong key = TopK.Key(row, y);
        if (top.Takes(key) && _request.Admits(row, _seen))
            top.Offer(key);
    }
}
