using FastMf.IO;
using FastMf.Models;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FastMf.Samples.Tests;

/// <summary>The console trainer gives the same model from a file, from SQLite and from PostgreSQL.</summary>
public sealed class ConsoleTrainerTests
{
    [Fact]
    public async Task A_file_becomes_a_model()
    {
        using SampleFolder folder = new();
        (int code, string output, string error) = await SampleFolder.Train("file", folder.WriteFile(), folder["m"]);
        Assert.True(code == 0, error);
        Assert.Contains("750 ratings of 40 users and 25 items", output, StringComparison.Ordinal);
        Assert.Contains("epoch 1: rmse", output, StringComparison.Ordinal);
        FactorModel model = ModelFile.Load(folder["m"]);
        Assert.True(model.Users.TryGetRow(2, out int user));
        Assert.True(model.Items.TryGetRow("item 12", out int same));
        Assert.True(model.Items.TryGetRow("item 13", out int other));
        Assert.True(model.Predict(user, same) > model.Predict(user, other) + 1);
        Assert.False(Directory.Exists(folder["m.checkpoint"]));
    }

    [Fact]
    public async Task So_does_a_table_of_sqlite()
    {
        using SampleFolder folder = new();
        string connection = new SqliteConnectionStringBuilder { DataSource = folder["db"], Pooling = false }.ToString();
        using (SqliteConnection database = new(connection))
            SampleFolder.Fill(database, "integer");
        await AssertSame(folder, "sqlite", connection);
        (int code, _, string error) = await SampleFolder.Train("sqlite", connection, folder["n"], "select nothing");
        Assert.Equal(1, code);
        Assert.Contains("nothing", error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["n"]));
    }

    [PostgresFact]
    public async Task And_one_of_postgresql()
    {
        using SampleFolder folder = new();
        using PostgresCluster cluster = new();
        using (NpgsqlConnection database = new(cluster.Connection))
            SampleFolder.Fill(database, "bigint");
        await AssertSame(folder, "postgres", cluster.Connection);
    }

    [Fact]
    public async Task Wrong_calls_are_refused()
    {
        Assert.Equal(2, (await SampleFolder.Train("file")).Code);
        (int code, _, string error) = await SampleFolder.Train("oracle", "x", "m");
        Assert.Equal(1, code);
        Assert.Contains("'oracle' is no source", error, StringComparison.Ordinal);
    }

    /// <summary>The order of rows is that of the file, so the model is the same byte for byte.</summary>
    private static async Task AssertSame(SampleFolder folder, string source, string connection)
    {
        (int code, _, string error) = await SampleFolder.Train(source, connection, folder["m"]);
        Assert.True(code == 0, error);
        Assert.Equal(0, (await SampleFolder.Train("file", folder.WriteFile(), folder["expected"])).Code);
        Assert.Equal(File.ReadAllBytes(folder["expected"]), File.ReadAllBytes(folder["m"]));
    }
}
