using FastMf.Data;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Threads;
using FastMf.Training;

namespace FastMf.Trainers;

/// <summary>One fit on implicit feedback. It works on the model's own rows.</summary>
internal sealed class ImplicitAlsSession : TrainingSession
{
    private readonly ImplicitAlsOptions _options;
    private readonly StartingPoint _start;
    private readonly WorkerTeam _team;
    private readonly int _width;
    private readonly ImplicitSide _itemSide;
    private readonly ImplicitSide _userSide;
    private readonly ImplicitHalfStep _items;
    private readonly ImplicitHalfStep _users;
    private bool _sound = true;

    public ImplicitAlsSession(ImplicitAlsOptions options, StartingPoint start, WorkerTeam team, int width)
    {
        _options = options;
        _start = start;
        _team = team;
        _width = width;
        ImplicitFeedback feedback = options.Objective.Implicit!;
        int steps = options.RowSolver == ImplicitRowSolver.Cholesky ? 0 : options.ConjugateGradientSteps;
        L2Penalty lambda = (L2Penalty)options.Penalty;
        SparseMatrix byUser = SparseMatrix.FromRatings(start.Ratings, team);
        _userSide = Side(byUser, Model.UserFactors, Model.ItemFactors, lambda.Users);
        _itemSide = Side(byUser.Transpose(team), Model.ItemFactors, Model.UserFactors, lambda.Items);
        _users = HalfStep(_userSide);
        _items = HalfStep(_itemSide);

        ImplicitSide Side(SparseMatrix values, FactorMatrix solved, FactorMatrix columns, float ofSide)
        {
            SparseMatrix confidences = feedback.Confidences(values);
            float[] lambdas = ImplicitSide.LambdasOf(confidences, feedback, ofSide, options.PenaltyExponent);
            return new(confidences, solved, columns, lambdas, feedback, steps);
        }
    }

    public override FactorModel Model => _start.Model;

    public override double LearningRate => double.NaN;

    public override bool WantsObjective => false;

    public override bool HasFinish => _options.ExactFinish;

    public override bool RunEpoch(int epoch, CancellationToken cancellationToken)
    {
        _sound = SolveItems(cancellationToken) && SolveUsers(cancellationToken);
        return _sound;
    }

    /// <summary>The first half of an epoch; false where numbers ran off.</summary>
    public bool SolveItems(CancellationToken cancellationToken) => _items.Run(cancellationToken);

    /// <summary>The second half.</summary>
    public bool SolveUsers(CancellationToken cancellationToken) => _users.Run(cancellationToken);

    public override bool Finish(CancellationToken cancellationToken)
    {
        _sound =
            HalfStep(_itemSide with { Steps = 0 }).Run(cancellationToken)
            && HalfStep(_userSide with { Steps = 0 }).Run(cancellationToken);
        return _sound;
    }

    public override bool Publish() => _sound;

    public override void Learn(double objective) { }

    public override ObjectiveValue Measure(CancellationToken cancellationToken) =>
        ObjectiveFunction.Evaluator(Model, _start.Ratings, _options.Objective, _team).Evaluate(cancellationToken);

    private ImplicitHalfStep HalfStep(ImplicitSide side) => new(side, _team, _width);
}
