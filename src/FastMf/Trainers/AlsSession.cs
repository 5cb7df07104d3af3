using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>One fit by alternating least squares. It works on the model's own rows.</summary>
internal sealed class AlsSession : TrainingSession
{
    private readonly AlsOptions _options;
    private readonly StartingPoint _start;
    private readonly WorkerTeam _team;
    private readonly HalfStep _items;
    private readonly HalfStep _users;
    private bool _sound = true;

    public AlsSession(AlsOptions options, StartingPoint start, WorkerTeam team, int width)
    {
        _options = options;
        _start = start;
        _team = team;
        _items = Side(ofItems: true, width);
        _users = Side(ofItems: false, width);
    }

    public override FactorModel Model => _start.Model;

    public override double LearningRate => double.NaN;

    public override bool WantsObjective => false;

    public override bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        _sound = SolveItems(cancellationToken) && SolveUsers(cancellationToken);
        return _sound;
    }

    /// <summary>The first half of an epoch; false where numbers ran off.</summary>
    public bool SolveItems(CancellationToken cancellationToken) => _items.Run(_team, cancellationToken);

    /// <summary>The second half.</summary>
    public bool SolveUsers(CancellationToken cancellationToken) => _users.Run(_team, cancellationToken);

    public override bool Publish() => _sound;

    public override void Learn(double objective) { }

    public override ObjectiveValue Measure(CancellationToken cancellationToken) =>
        ObjectiveFunction.Evaluator(Model, _start.Ratings, _options.Objective, _team).Evaluate(cancellationToken);

    private HalfStep Side(bool ofItems, int width)
    {
        FactorModel model = _start.Model;
        PenaltyStrength penalty = ofItems ? _options.Penalty.ItemStrength : _options.Penalty.UserStrength;
        RowProblem problem = new(
            new RowRatings(_start.Ratings, ofItems, _team),
            ofItems ? model.ItemFactors : model.UserFactors,
            ofItems ? model.ItemBiasArray : model.UserBiasArray,
            ofItems ? model.UserFactors : model.ItemFactors,
            ofItems ? model.UserBiasArray : model.ItemBiasArray,
            _options.Bias ? model.Info.Mean : 0f,
            PenaltyWeights.OfRows(ofItems ? _start.ItemCounts : _start.UserCounts, _options.PenaltyExponent),
            penalty.Shrink,
            ofItems ? _options.BiasPenalty.Items : _options.BiasPenalty.Users,
            penalty.Threshold,
            _options.NonNegative
        );
        return new HalfStep(problem, _team.Count, width);
    }
}
