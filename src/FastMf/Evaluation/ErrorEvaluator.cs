using FastMf.Data;
using FastMf.Losses;
using FastMf.Models;
using FastMf.Threads;

namespace FastMf.Evaluation;

/// <summary>
/// Compares a model with ratings again and again without allocating: the rows of the ratings' ids in the model are
/// looked up once, here. Sums run in double over fixed blocks of ratings in their order, and the blocks are added in
/// theirs, so a result does not depend on threads.
/// </summary>
internal sealed class ErrorEvaluator
{
    private const int BlockSize = 4096;
    private const int PieceSize = 256;

    private readonly FactorModel _model;
    private readonly Ratings _ratings;
    private readonly WorkerTeam _team;
    private readonly int[]? _userRows; // of the ratings' rows in the model, -1 where it has none; null where all are the same
    private readonly int[]? _itemRows;
    private readonly Loss _loss;
    private readonly bool _classes;
    private readonly float _min;
    private readonly float _max;
    private readonly Sums[] _blocks;
    private readonly Action<int> _evaluateBlock;
    private CancellationToken _cancellationToken;

    /// <param name="model">The model; its numbers may change between calls, its ids may not.</param>
    /// <param name="ratings">The ratings, with any ids.</param>
    /// <param name="team">The threads; no job of theirs may be running during a call.</param>
    /// <param name="min">Predictions below are taken as this.</param>
    /// <param name="max">Predictions above are taken as this.</param>
    public ErrorEvaluator(
        FactorModel model,
        Ratings ratings,
        WorkerTeam team,
        float min = float.NegativeInfinity,
        float max = float.PositiveInfinity
    )
    {
        _model = model;
        _ratings = ratings;
        _team = team;
        _loss = model.Info.Objective.Loss;
        _classes = _loss.IsForClasses;
        _min = min;
        _max = max;
        _userRows = ratings.Users.SameAs(model.Users) ? null : ratings.Users.MapTo(model.Users);
        _itemRows = ratings.Items.SameAs(model.Items) ? null : ratings.Items.MapTo(model.Items);
        _blocks = new Sums[(int)(((long)ratings.Count + BlockSize - 1) / BlockSize)];
        _evaluateBlock = EvaluateBlock;
    }

    /// <summary>Compares every rating with the model as it is now. Allocates nothing.</summary>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public Sums Evaluate(CancellationToken cancellationToken = default)
    {
        _cancellationToken = cancellationToken;
        _team.ForEach(_blocks.Length, _evaluateBlock);
        cancellationToken.ThrowIfCancellationRequested();
        Sums sums = default;
        foreach (Sums block in _blocks)
            sums += block;
        return sums;
    }

    private void EvaluateBlock(int block)
    {
        if (_cancellationToken.IsCancellationRequested)
            return;
        Span<int> users = stackalloc int[PieceSize];
        Span<int> items = stackalloc int[PieceSize];
        Span<float> predictions = stackalloc float[PieceSize];
        Sums sums = default;
        int begin = block * BlockSize;
        int end = (int)Math.Min((long)begin + BlockSize, _ratings.Count);
        for (int first = begin; first < end; first += PieceSize)
        {
            int count = Math.Min(PieceSize, end - first);
            Look(_ratings.UserRows.Slice(first, count), _userRows, users);
            Look(_ratings.ItemRows.Slice(first, count), _itemRows, items);
            _model.Predict(users[..count], items[..count], predictions);
            ReadOnlySpan<float> values = _ratings.Values.Slice(first, count);
            if (_classes)
                CompareClasses(values, predictions, ref sums);
            for (int k = 0; k < count; k++)
            {
                double error = (double)values[k] - Math.Min(Math.Max(predictions[k], _min), _max);
                sums.Squared += error * error;
                sums.Absolute += Math.Abs(error);
                sums.Unknown += (users[k] | items[k]) < 0 ? 1 : 0;
            }
        }
        sums.Count = end - begin;
        _blocks[block] = sums;
    }

    /// <summary>Adds up log losses and hits, and turns predictions into the unit of the ratings.</summary>
    private void CompareClasses(ReadOnlySpan<float> values, Span<float> predictions, ref Sums sums)
    {
        for (int k = 0; k < values.Length; k++)
        {
            bool positive = values[k] > 0f;
            sums.CrossEntropy += Sigmoid.CrossEntropy(positive, predictions[k]);
            sums.Hits += predictions[k] > 0f == positive ? 1 : 0;
            predictions[k] = _loss.Respond(predictions[k]);
        }
    }

    private static void Look(ReadOnlySpan<int> rows, int[]? modelRows, Span<int> found)
    {
        if (modelRows is null)
        {
            rows.CopyTo(found);
            return;
        }
        for (int k = 0; k < rows.Length; k++)
            found[k] = modelRows[rows[k]];
    }

    /// <summary>What was added up.</summary>
    internal struct Sums
    {
        public double Squared;
        public double Absolute;
        public double CrossEntropy;
        public int Hits;
        public int Unknown;
        public int Count;

        /// <summary>Root of the mean squared error.</summary>
        public readonly double Rmse => Math.Sqrt(Squared / Count);

        /// <summary>Mean absolute error.</summary>
        public readonly double Mae => Absolute / Count;

        /// <summary>Mean cross-entropy of sigmoid(y); only where ratings name classes.</summary>
        public readonly double LogLoss => CrossEntropy / Count;

        /// <summary>Share of ratings whose class was found; only where they name classes.</summary>
        public readonly double Accuracy => (double)Hits / Count;

        public static Sums operator +(Sums x, Sums y) =>
            new()
            {
                Squared = x.Squared + y.Squared,
                Absolute = x.Absolute + y.Absolute,
                CrossEntropy = x.CrossEntropy + y.CrossEntropy,
                Hits = x.Hits + y.Hits,
                Unknown = x.Unknown + y.Unknown,
                Count = x.Count + y.Count,
            };
    }
}
