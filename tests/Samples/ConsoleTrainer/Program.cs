using System.Data.Common;
using FastMf.Data;
using FastMf.Evaluation;
using FastMf.IO;
using FastMf.Trainers;
using FastMf.Training;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ConsoleTrainer;

/// <summary>Trains a model on ratings from a file or a database, and says how it goes. Ctrl-C ends it; the next call goes on.</summary>
public static class Program
{
    private const string Usage = """
        ConsoleTrainer file FILE MODEL
        ConsoleTrainer sqlite CONNECTION MODEL [QUERY]
        ConsoleTrainer postgres CONNECTION MODEL [QUERY]
        """;
    private const string StandardQuery = "select user_id, item_id, rating from ratings order by user_id, item_id";

    public static async Task<int> Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        using CancellationTokenSource stop = new();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true; // the training ends by itself, and its last checkpoint stays
            stop.Cancel();
        };
        try
        {
            if (args.Length is < 3 or > 4)
            {
                await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
                return 2;
            }
            Ratings ratings = await ReadAsync(args, stop.Token).ConfigureAwait(false);
            Train(ratings, args[2], stop.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("stopped").ConfigureAwait(false);
            return 130;
        }
        catch (Exception e) when (e is IOException or DbException or ArgumentException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>All sources come in through one door: ratings one by one, waited for or not.</summary>
    private static async Task<Ratings> ReadAsync(string[] args, CancellationToken stop)
    {
        if (args[0] == "file")
            return RatingsReader.Read(args[1], cancellationToken: stop);
        await using DbConnection connection = args[0] switch
        {
            "sqlite" => new SqliteConnection(args[1]),
            "postgres" => new NpgsqlConnection(args[1]),
            _ => throw new ArgumentException($"'{args[0]}' is no source; expected file, sqlite or postgres."),
        };
        string query = args.Length > 3 ? args[3] : StandardQuery;
        return await Ratings
            .FromAsync(DatabaseRatings.ReadAsync(connection, query, stop), cancellationToken: stop)
            .ConfigureAwait(false);
    }

    private static void Train(Ratings ratings, string model, CancellationToken stop)
    {
        (Ratings train, Ratings test) = ratings.Split(holdout: 0.1, seed: 42);
        Console.WriteLine($"{ratings.Count} ratings of {ratings.Users.Count} users and {ratings.Items.Count} items");
        SgdTrainer trainer = new(new() { Rank = 16, Patience = 3 });

        string folder = model + ".checkpoint";
        bool resumes = File.Exists(Path.Combine(folder, CheckpointOptions.FileName));
        CheckpointOptions checkpoints = new()
        {
            Folder = Directory.CreateDirectory(folder).FullName,
            ResumeFrom = resumes ? folder : null,
        };
        FitResult fit = trainer.Fit(train, test, null, checkpoints, new Lines(), stop);

        fit.Model.Save(model, stop);
        Directory.Delete(folder, recursive: true);
        Console.WriteLine(
            $"{model}: epoch {fit.BestEpoch}, rmse {fit.Model.Evaluate(test, cancellationToken: stop).Rmse:F4}"
        );
    }

    /// <summary>A line an epoch.</summary>
    private sealed class Lines : IProgress<EpochReport>
    {
        public void Report(EpochReport value) =>
            Console.WriteLine($"epoch {value.Epoch}: rmse {value.ValidationRmse:F4}");
    }
}
