using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

namespace FastMf.Samples.Tests;

/// <summary>A folder that is gone after the test, with a table of ratings.</summary>
internal sealed class SampleFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fastmf-samples-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Users like the items of their own parity; by user, then by item, as the sample's query has them.</summary>
    public static IEnumerable<(long User, string Item, double Rating)> Ratings =>
        from user in Enumerable.Range(1, 40)
        from item in Enumerable.Range(10, 25)
        where (user * 7 + item * 3) % 4 != 0
        select ((long)user, $"item {item}", (user + item) % 2 == 0 ? 4.5 : 1.5);

    /// <summary>The same as a file.</summary>
    public string WriteFile()
    {
        IEnumerable<string> lines = Ratings.Select(r =>
            string.Create(CultureInfo.InvariantCulture, $"{r.User},{r.Item},{r.Rating}")
        );
        File.WriteAllLines(this["ratings.csv"], lines.Prepend("user,item,rating"));
        return this["ratings.csv"];
    }

    /// <summary>The same as a table.</summary>
    public static void Fill(DbConnection connection, string bigInteger)
    {
        connection.Open();
        using DbTransaction transaction = connection.BeginTransaction();
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"create table ratings (user_id {bigInteger}, item_id text, rating double precision)";
        command.ExecuteNonQuery();
        foreach ((long user, string item, double rating) in Ratings)
        {
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"insert into ratings values ({user}, '{item}', {rating})"
            );
            command.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    /// <summary>Runs the sample as a process of its own.</summary>
    public static async Task<(int Code, string Output, string Error)> Train(params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(ConsoleTrainer.Program).Assembly.Location);
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
