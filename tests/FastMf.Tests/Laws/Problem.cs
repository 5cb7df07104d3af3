using System.Globalization;
using System.Text;
using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Penalties;
using FastMf.Threads;

namespace FastMf.Tests.Laws;

/// <summary>A small model, ratings and an objective: a point at which J can be looked at.</summary>
internal sealed record Problem(FactorModel Model, Ratings Ratings, ObjectiveOptions Objective)
{
    /// <summary>mu as a prediction for known rows begins with it.</summary>
    public float Mu => Model.HasBiases ? Model.Info.Mean : 0f;

    public ObjectiveValue Value() => ObjectiveFunction.Evaluate(Model, Ratings, Objective, threads: 1);

    public ObjectiveGradient Gradient() => ObjectiveFunction.Gradient(Model, Ratings, Objective, threads: 1);

    public ObjectiveGradient Gradient(int threads, int width)
    {
        using WorkerTeam team = new(threads);
        return ObjectiveFunction.Gradient(Model, new AlignedRatings(Model, Ratings), Objective, team, width);
    }

    /// <summary>The same with users and items exchanged.</summary>
    public Problem Transpose() =>
        new(
            new FactorModel(
                Model.ItemFactors,
                Model.UserFactors,
                Model.Info,
                Model.Items,
                Model.Users,
                Array(Model.ItemBias),
                Array(Model.UserBias)
            ),
            Ratings.Transpose(),
            Objective with
            {
                Penalty = Objective.Penalty.Transpose(),
                BiasPenalty = (L2Penalty)Objective.BiasPenalty.Transpose(),
            }
        );

    /// <summary>The same with other factors.</summary>
    public Problem With(FactorMatrix users, FactorMatrix items) =>
        this with
        {
            Model = new FactorModel(
                users,
                items,
                Model.Info,
                Model.Users,
                Model.Items,
                Array(Model.UserBias),
                Array(Model.ItemBias)
            ),
        };

    public Problem WithoutBiases() =>
        this with
        {
            Model = new FactorModel(Model.UserFactors, Model.ItemFactors, Model.Info, Model.Users, Model.Items),
        };

    /// <summary>The same with another loss, and ratings and factors that suit it.</summary>
    public Problem WithLoss(Loss loss)
    {
        Ratings ratings = new(
            Ratings.Users,
            Ratings.Items,
            Ratings.UserRows.ToArray(),
            Ratings.ItemRows.ToArray(),
            [.. Ratings.Values.ToArray().Select(stars => Entries.Target(loss, stars))],
            weights: Array(Ratings.Weights)
        );
        Problem problem = this with { Ratings = ratings, Objective = Objective with { Loss = loss } };
        return loss.NeedsNonNegative
            ? problem.WithoutBiases().With(Positive(Model.UserFactors), Positive(Model.ItemFactors))
            : problem;
    }

    /// <summary>The same with only the ratings at these positions.</summary>
    public Problem Only(int[] positions) =>
        this with
        {
            Ratings = new Ratings(
                Ratings.Users,
                Ratings.Items,
                [.. positions.Select(k => Ratings.UserRows[k])],
                [.. positions.Select(k => Ratings.ItemRows[k])],
                [.. positions.Select(k => Ratings.Values[k])],
                weights: Ratings.Weights.IsEmpty ? null : [.. positions.Select(k => Ratings.Weights[k])]
            ),
        };

    /// <summary>Everything needed to build it by hand.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Objective}, mean {Model.Info.Mean}");
        for (int i = 0; i < Model.Users.Count; i++)
            text.AppendLine(CultureInfo.InvariantCulture, $"u{i} [{Join(Model.UserFactors[i])}]");
        for (int j = 0; j < Model.Items.Count; j++)
            text.AppendLine(CultureInfo.InvariantCulture, $"v{j} [{Join(Model.ItemFactors[j])}]");
        text.AppendLine(CultureInfo.InvariantCulture, $"a [{Join(Model.UserBias)}] b [{Join(Model.ItemBias)}]");
        for (int k = 0; k < Ratings.Count; k++)
        {
            float weight = Ratings.Weights.IsEmpty ? 1f : Ratings.Weights[k];
            text.Append(CultureInfo.InvariantCulture, $"({Ratings.UserRows[k]},{Ratings.ItemRows[k]})=");
            text.Append(CultureInfo.InvariantCulture, $"{Ratings.Values[k]}x{weight} ");
        }
        return text.ToString();
    }

    public static float[]? Array(ReadOnlySpan<float> values) => values.IsEmpty ? null : values.ToArray();

    private static FactorMatrix Positive(FactorMatrix matrix)
    {
        FactorMatrix positive = matrix.Copy();
        for (int i = 0; i < matrix.Rows; i++)
        for (int c = 0; c < matrix.Columns; c++)
            positive.Row(i)[c] = 0.1f + Math.Abs(matrix[i][c]);
        return positive;
    }

    private static string Join(ReadOnlySpan<float> values) =>
        string.Join(", ", values.ToArray().Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
}
