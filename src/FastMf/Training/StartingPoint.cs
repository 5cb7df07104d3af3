using FastMf.Data;
using FastMf.Kernels;
using FastMf.Models;
using FastMf.Objectives;
using FastMf.Threads;

namespace FastMf.Training;

/// <summary>
/// Where a fit begins: the ratings in the rows of the model to be, and that model with its first numbers. Factors of
/// rated rows are drawn from a normal distribution, value = f(seed, row, column); rows without ratings are zero, so that
/// they predict as the unknown do; rows of a warm start are those of the model it begins with.
/// </summary>
internal sealed class StartingPoint
{
    private StartingPoint(Ratings ratings, FactorModel model, int[] userCounts, int[] itemCounts)
    {
        Ratings = ratings;
        Model = model;
        UserCounts = userCounts;
        ItemCounts = itemCounts;
    }

    /// <summary>The training ratings, rows as in <see cref="Model"/>.</summary>
    public Ratings Ratings { get; }

    /// <summary>The model, not yet shared with anyone.</summary>
    public FactorModel Model { get; }

    /// <summary>n_i.</summary>
    public int[] UserCounts { get; }

    /// <summary>n_j.</summary>
    public int[] ItemCounts { get; }

    /// <summary>Prepares a fit.</summary>
    /// <exception cref="ArgumentException">The initial model has another rank.</exception>
    public static StartingPoint Of(Ratings train, FactorModel? initial, TrainerOptions options, WorkerTeam team)
    {
        if (initial is not null && initial.Rank != options.Rank)
            throw new ArgumentException(
                $"The model to begin with has rank {initial.Rank}; the options say {options.Rank}.",
                nameof(initial)
            );
        Ratings ratings = initial is null
            ? train
            : train.AlignTo(IdMap.Union(train.Users, initial.Users), IdMap.Union(train.Items, initial.Items));
        int[][] counts = new int[2][];
        team.ForEach(
            2,
            side =>
                counts[side] =
                    side == 0
                        ? UserCountsOf(ratings, options)
                        : PenaltyWeights.Counts(ratings.ItemRows, ratings.Items.Count)
        );
        float offset = options.Loss.Offset(train.Mean, options.Rank);
        FactorMatrix users = new(ratings.Users.Count, options.Rank);
        FactorMatrix items = new(ratings.Items.Count, options.Rank);
        Fill(users, counts[0], CounterRandom.Derive(options.Seed, 1), offset, options, team);
        Fill(items, counts[1], CounterRandom.Derive(options.Seed, 2), offset, options, team);
        float[]? userBias = options.HasUserBias ? new float[users.Rows] : null;
        float[]? itemBias = options.Bias ? new float[items.Rows] : null;
        if (initial is not null)
        {
            TakeOver(initial.Users, initial.UserFactors, initial.UserBias, ratings.Users, users, userBias);
            TakeOver(initial.Items, initial.ItemFactors, initial.ItemBias, ratings.Items, items, itemBias);
        }
        ModelInfo info = new()
        {
            Mean = MeanOf(train, initial, options),
            MinRating = train.Min,
            MaxRating = train.Max,
            Objective = options.Objective,
            Options = options.Describe(),
        };
        FactorModel model = new(users, items, info, ratings.Users, ratings.Items, userBias, itemBias);
        return new StartingPoint(ratings, model, counts[0], counts[1]);
    }

    /// <summary>How many ratings each user has; where pairs are learned from, how many positives, since nothing else moves a user.</summary>
    private static int[] UserCountsOf(Ratings ratings, TrainerOptions options)
    {
        int[] counts = PenaltyWeights.Counts(ratings.UserRows, ratings.Users.Count);
        if (options.Objective.Pairwise is not { } pairs)
            return counts;
        for (int k = 0; k < ratings.Count; k++)
            counts[ratings.UserRows[k]] -= ratings.Values[k] >= pairs.Positive ? 0 : 1;
        return counts;
    }

    /// <summary>mu; where items are only ranked there is none, and 0 is what it predicts for the unknown.</summary>
    private static float MeanOf(Ratings train, FactorModel? initial, TrainerOptions options) =>
        options.Objective.IsForRanking ? 0f
        : initial is { Info.HasMean: true } ? initial.Info.Mean
        : options.Loss.Center(train.Mean, train.Count);

    private static void Fill(
        FactorMatrix matrix,
        int[] counts,
        ulong seed,
        float offset,
        TrainerOptions options,
        WorkerTeam team
    )
    {
        const int Rows = 1024;
        team.ForEach(
            (matrix.Rows + Rows - 1) / Rows,
            block =>
            {
                for (int row = block * Rows; row < Math.Min((block + 1) * Rows, matrix.Rows); row++)
                {
                    if (counts[row] == 0)
                        continue;
                    Span<float> values = matrix.Row(row)[..matrix.Columns];
                    Kernels.Fill.Normal(seed, row, values, options.InitScale);
                    if (!options.NonNegative)
                        continue;
                    foreach (ref float value in values)
                        value = offset + MathF.Abs(value);
                }
            }
        );
    }

    private static void TakeOver(
        IdMap from,
        FactorMatrix factors,
        ReadOnlySpan<float> bias,
        IdMap to,
        FactorMatrix target,
        Span<float> targetBias
    )
    {
        int[] rows = from.MapTo(to);
        for (int i = 0; i < rows.Length; i++)
        {
            factors.Row(i).CopyTo(target.Row(rows[i]));
            if (!bias.IsEmpty && !targetBias.IsEmpty)
                targetBias[rows[i]] = bias[i];
        }
    }
}
