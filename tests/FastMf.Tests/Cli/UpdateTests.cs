using System.Text.Json;

namespace FastMf.Tests.Cli;

/// <summary>New ratings into a model from the command line.</summary>
public class UpdateTests
{
    [Fact]
    public void New_users_and_items_are_known_afterwards()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string events = folder.Write(
            "events.csv",
            "user,item,rating\n99,2,4.5\n99,4,4.5\n99,3,1.5\n2,77,4.5\n4,77,4.5\n"
        );
        foreach (string solver in (string[])["als", "sgd", "ials"])
        {
            string model = folder.Train(ratings, "--solver", solver);
            JsonElement json = CliRun.Json("update", model, events, "--history", ratings, "-o", folder["new"]);
            Assert.Equal(31, json.GetProperty("users").GetInt32());
            Assert.Equal(1, json.GetProperty("newUsers").GetInt32());
            Assert.Equal(3, json.GetProperty("solvedUsers").GetInt32());
            Assert.Equal(21, json.GetProperty("items").GetInt32());
            Assert.Equal(1, json.GetProperty("newItems").GetInt32());
            Assert.Equal(1, json.GetProperty("solvedItems").GetInt32());
            JsonElement best = CliRun.Json("recommend", folder["new"], "--user", "99", "--exclude", events, "-n", "3")[
                0
            ];
            Assert.All(
                best.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("item").GetInt32()),
                item => Assert.True(item % 2 == 0 || item == 77) // the taste of users with an even number
            );
            Assert.Contains(
                "(1 new, 3 solved)",
                CliRun.Done("update", model, events, "-o", folder["n"], "--known-items").Output
            );
        }
    }

    [Fact]
    public void What_it_cannot_do_is_refused()
    {
        using TemporaryFolder folder = new();
        string ratings = folder.WriteRatings("ratings.csv");
        string model = folder.Train(ratings, "--solver", "bpr");
        CliRun.Refused(2, "(solver bpr)", "update", model, ratings, "-o", folder["new"]);
        CliRun.Refused(2, "--output", "update", model, ratings);
        CliRun.Refused(1, "there is no such file", "update", model, folder["none"], "-o", folder["new"]);
        Assert.False(File.Exists(folder["new"]));
    }
}
