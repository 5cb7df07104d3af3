using FastMf.Data;
using FastMf.Models;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Objectives;

/// <summary>
/// The objective that trainers minimize, for a model and ratings of one's own:
/// J = s * sum w_ij loss(r_ij, y_ij) + sum_i n_i^nu penalty(u_i) + sum_j n_j^nu penalty(v_j)
/// + sum_i n_i^nu lambda_a/2 a_i^2 + sum_j n_j^nu lambda_b/2 b_j^2, where n counts a row's ratings among those given.
/// </summary>
public static class ObjectiveFunction
{
    /// <summary>J of a model on some ratings. On the training ratings it is the last objective that training reported.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ratings">
    /// The ratings; found in the model by their ids. Users and items the model lacks get the fall-back prediction and
    /// carry no penalty.
    /// </param>
    /// <param name="objective">J; null for the one that the model was trained on.</param>
    /// <param name="threads">How many threads take part; 0 for all processors. Changes no result.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ArgumentNullException">The model or the ratings are null.</exception>
    /// <exception cref="ArgumentException">The penalty exponent is not within 0 and 1, or the loss is not defined for the ratings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static ObjectiveValue Evaluate(
        FactorModel model,
        Ratings ratings,
        ObjectiveOptions? objective = null,
        int threads = 0,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        using WorkerTeam team = new(threads);
        ObjectiveValue value = Evaluator(model, ratings, objective ?? model.Info.Objective, team)
            .Evaluate(cancellationToken);
        GC.KeepAlive(model); // it may be mapped
        return value;
    }

    /// <summary>What computes J again and again while the model changes.</summary>
    /// <exception cref="ArgumentException">The objective is not one, or not defined for the ratings.</exception>
    internal static IObjectiveEvaluator Evaluator(
        FactorModel model,
        Ratings ratings,
        ObjectiveOptions objective,
        WorkerTeam team
    )
    {
        model = model.Decoded();
        ObjectiveEvaluator.CheckObjective(objective);
        ObjectiveEvaluator.CheckRatings(objective, ratings);
        return objective.Implicit is not null ? new ImplicitObjectiveEvaluator(model, ratings, objective, team)
            : objective.Pairwise is not null ? new PairwiseObjectiveEvaluator(model, ratings, objective, team)
            : new ObjectiveEvaluator(model, ratings, objective, team);
    }

    /// <summary>The gradient of J at one point: all of U, V, a and b.</summary>
    /// <param name="model">The point.</param>
    /// <param name="ratings">The ratings; found in the model by their ids.</param>
    /// <param name="objective">J; null for the one that the model was trained on.</param>
    /// <param name="threads">How many threads take part; 0 for all processors. Changes no result.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <exception cref="ArgumentNullException">The model or the ratings are null.</exception>
    /// <exception cref="ArgumentException">The penalty exponent is not within 0 and 1, the objective is one of implicit feedback or of pairs, or the loss is not defined for the ratings.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static ObjectiveGradient Gradient(
        FactorModel model,
        Ratings ratings,
        ObjectiveOptions? objective = null,
        int threads = 0,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        objective ??= model.Info.Objective;
        ObjectiveEvaluator.CheckObjective(objective);
        ObjectiveEvaluator.CheckHasGradient(objective);
        ObjectiveEvaluator.CheckRatings(objective, ratings);
        using WorkerTeam team = new(threads);
        return Gradient(
            model,
            new AlignedRatings(model, ratings),
            objective,
            team,
            SimdWidth.Current,
            cancellationToken
        );
    }

    internal static ObjectiveGradient Gradient(
        FactorModel model,
        AlignedRatings ratings,
        ObjectiveOptions objective,
        WorkerTeam team,
        int width,
        CancellationToken cancellationToken = default
    )
    {
        model = model.Decoded();
        GradientSweep users = new(model, ratings, objective, ofItems: false);
        users.Run(team, width, cancellationToken);
        GradientSweep items = new(model, ratings, objective, ofItems: true);
        items.Run(team, width, cancellationToken);
        GC.KeepAlive(model); // it may be mapped
        return new ObjectiveGradient(users.Factors, items.Factors, users.Bias, items.Bias);
    }
}
