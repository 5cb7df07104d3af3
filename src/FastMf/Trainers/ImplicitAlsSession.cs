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
    private readonly ImplicitHalfStep _items;
    private readonly ImplicitHalfStep _users;
    private bool _sound = true;

    public ImplicitAlsSession(ImplicitAlsOptions options, StartingPoint start, WorkerTeam team, int width)
    {
        _options = options;
        _start = start;
        _team = team;
        ImplicitFeedback feedback = options.Objective.Implicit!;
        int steps = options.RowSolver == ImplicitRowSolver.Cholesky ? 0 : options.ConjugateGradientSteps;
        L2Penalty lambda = (L2Penalty)options.Penalty;
        SparseMatrix byUser = SparseMatrix.FromRatings(start.Ratings, team);
        _users = Side(byUser, Model.UserFactors, Model.ItemFactors, lambda.Users);
        _items = Side(byUser.Transpose(team), Model.ItemFactors, Model.UserFactors, lambda.Items);

        ImplicitHalfStep Side(SparseMatrix values, FactorMatrix solved, FactorMatrix columns, float ofSide)
        {
            SparseMatrix confidences = feedback.Confidences(values);
            float[] lambdas = ImplicitSide.LambdasOf(confidences, feedback, ofSide, options.PenaltyExponent);
            return new(new(confidences, solved, columns, lambdas, feedback, steps), team, width);
        }
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
    public bool SolveItems(CancellationToken cancellationToken) => _items.Run(cancellationToken);

    /// <summary>The second half.</summary>
    public bool SolveUsers(CancellationToken cancellationToken) => _users.Run(cancellationToken);

    public override bool Publish() => _sound;

    public override void Learn(double objective) { }

    public override ObjectiveValue Measure(CancellationToken cancellationToken) =>
        ObjectiveFunction.Evaluator(Model, _start.Ratings, _options.Objective, _team).Evaluate(cancellationToken);
}
