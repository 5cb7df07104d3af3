using FastMf.Kernels;
using FastMf.Simd;
using FastMf.Threads;

namespace FastMf.Data;

/// <summary>
/// Makes ratings with a known answer: r = mu + a_i + b_j + u_i . v_j + noise, rounded to half stars from 0.5 to 5.
/// Few items have most of the ratings and few users give most of them (Zipf's law with Mandelbrot's offset:
/// weights 1 / (place + q)); no pair is rated twice. Every number is a function of the seed and of whom and what it
/// belongs to, so the result does not depend on threads.
/// </summary>
public static class SyntheticRatings
{
    private const int UsersAtOnce = 64;

    /// <summary>Makes the ratings.</summary>
    /// <param name="options">How many, and how noisy.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or there are too many ratings for the pairs.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static SyntheticData Generate(
        SyntheticOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new SyntheticOptions();
        options.Check();
        using WorkerTeam team = new(options.Threads);
        PlantedModel planted = new(options);
        Job job = new(options, planted, cancellationToken);
        team.Run(job.Work);
        cancellationToken.ThrowIfCancellationRequested();
        Ratings ratings = new(
            IdMap.Range(options.Users),
            IdMap.Range(options.Items),
            new RatingColumns(job.UserRows, job.ItemRows, job.Values),
            team
        );
        return new SyntheticData(ratings, planted);
    }

    /// <summary>How many ratings each user gives: shares of the whole, none above half of the items.</summary>
    internal static int[] Activity(SyntheticOptions options)
    {
        int n = options.Users;
        double[] weights = ZipfWeights(n, n / 20.0); // the first user gives 21 times as many as the last
        double cap = options.Items / 2.0;
        double left = options.Ratings;
        double leftWeight = weights.Sum();
        int capped = 0; // weights fall, so those at the cap are the first ones
        for (; capped < n && weights[capped] * left / leftWeight > cap; capped++)
        {
            left -= cap;
            leftWeight -= weights[capped];
        }
        int[] order = Shuffled(n, SyntheticStream.UserOrder.Seed(options));
        int[] counts = new int[n];
        double sum = 0;
        int given = 0;
        for (int place = 0; place < n; place++)
        {
            sum += place < capped ? cap : weights[place] * left / leftWeight;
            int upTo = place == n - 1 ? options.Ratings : (int)Math.Round(sum);
            counts[order[place]] = upTo - given; // rounding the running sum loses no rating
            given = upTo;
        }
        return counts;
    }

    /// <summary>Draws items by their popularity.</summary>
    private static AliasTable Popularity(SyntheticOptions options)
    {
        double[] weights = ZipfWeights(options.Items, Math.Sqrt(options.Items) / 4);
        double[] byItem = new double[options.Items];
        int[] order = Shuffled(options.Items, SyntheticStream.ItemOrder.Seed(options));
        for (int place = 0; place < weights.Length; place++)
            byItem[order[place]] = weights[place];
        return new AliasTable(byItem);
    }

    private static double[] ZipfWeights(int count, double offset)
    {
        double[] weights = new double[count];
        for (int place = 0; place < count; place++)
            weights[place] = 1 / (place + 1 + offset);
        return weights;
    }

    private static int[] Shuffled(int count, ulong seed)
    {
        int[] order = new int[count];
        Permutation.Fill(order, seed, 0);
        return order;
    }

    /// <summary>Users are shared out among the workers; each writes the stretch of the columns that is the user's.</summary>
    private sealed class Job : ISimdVisitor<bool>
    {
        private readonly SyntheticOptions _options;
        private readonly PlantedModel _planted;
        private readonly CancellationToken _cancellationToken;
        private readonly AliasTable _popularity;
        private readonly int[] _offsets;
        private readonly ulong _choiceSeed;
        private readonly ulong _noiseSeed;
        private long _next;

        public Job(SyntheticOptions options, PlantedModel planted, CancellationToken cancellationToken)
        {
            _options = options;
            _planted = planted;
            _cancellationToken = cancellationToken;
            _popularity = Popularity(options);
            _choiceSeed = SyntheticStream.Choice.Seed(options);
            _noiseSeed = SyntheticStream.Noise.Seed(options);
            int[] counts = Activity(options);
            _offsets = new int[counts.Length + 1];
            for (int user = 0; user < counts.Length; user++)
                _offsets[user + 1] = _offsets[user] + counts[user];
            UserRows = new int[options.Ratings];
            ItemRows = new int[options.Ratings];
            Values = new float[options.Ratings];
        }

        public int[] UserRows { get; }

        public int[] ItemRows { get; }

        public float[] Values { get; }

        public void Work(int worker) => SimdWidth.Dispatch<Job, bool>(this);

        public bool Visit<TSimd>()
            where TSimd : struct, ISimd<TSimd>
        {
            int[] takenBy = new int[_options.Items]; // the last user, counted from 1, who took the item
            while (!_cancellationToken.IsCancellationRequested)
            {
                long first = Interlocked.Add(ref _next, UsersAtOnce) - UsersAtOnce;
                if (first >= _options.Users)
                    break;
                int end = (int)Math.Min(first + UsersAtOnce, _options.Users);
                for (int user = (int)first; user < end; user++)
                    MakeUser<TSimd>(user, takenBy);
            }
            return true;
        }

        private void MakeUser<TSimd>(int user, int[] takenBy)
            where TSimd : struct, ISimd<TSimd>
        {
            ulong draw = 0;
            for (int k = _offsets[user]; k < _offsets[user + 1]; k++)
            {
                int item;
                do item = _popularity.Draw(CounterRandom.Bits(_choiceSeed, (ulong)user, draw++));
                while (takenBy[item] == user + 1);
                takenBy[item] = user + 1;
                UserRows[k] = user;
                ItemRows[k] = item;
                float noise = _options.Noise * (float)CounterRandom.Normal(_noiseSeed, (ulong)user, (ulong)item);
                Values[k] = HalfStars(_planted.Predict<TSimd>(user, item) + noise);
            }
        }

        private static float HalfStars(float value) => Math.Clamp(MathF.Round(2f * value) / 2f, 0.5f, 5f);
    }
}
