using System.Globalization;
using System.Text.Json;
using FastMf.Data;
using FastMf.IO;

namespace FastMf.Tests.Cli;

/// <summary>Files to train on and to judge by.</summary>
public class SplitTests
{
    [Fact]
    public void Parts_are_those_of_the_library_and_together_all()
    {
        using TemporaryFolder folder = new();
        string path = WithTimes(folder);
        Ratings all = RatingsReader.Read(path);
        Check(all.Split(0.3, 7), "--by", "random", "--holdout", "0.3", "--seed", "7");
        Check(all.Split(0.1, 42));
        Check(all.SplitLeaveLastOut(), "--by", "last");
        Check(all.SplitByTime(0.25), "--by", "time", "--holdout", "0.25");

        (Ratings train, Ratings history, Ratings test) = all.SplitUsers(0.5, 0.6, 3);
        string[] options = ["--by", "users", "--holdout", "0.5", "--history", "0.6", "--seed", "3"];
        JsonElement json = CliRun.Json(["split", path, "-o", folder.Path, .. options]);
        Assert.Equal(history.Count, json.GetProperty("history").GetInt32());
        AssertSame(train, folder["train.csv"]);
        AssertSame(history, folder["history.csv"]);
        AssertSame(test, folder["test.csv"]);

        void Check((Ratings Train, Ratings Test) parts, params string[] options)
        {
            CliRun.Done(["split", path, "-o", folder.Path, .. options]);
            AssertSame(parts.Train, folder["train.csv"]);
            AssertSame(parts.Test, folder["test.csv"]);
            Assert.Equal(all.Count, parts.Train.Count + parts.Test.Count);
        }
    }

    [Fact]
    public void What_it_cannot_do_is_refused_and_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteRatings("ratings.csv");
        string[] tune = ["tune", path, "-o", folder["m"]];
        CliRun.Refused(2, $"--by time is not for {path}", "split", path, "-o", folder.Path, "--by", "time");
        CliRun.Refused(2, $"--fold-by time is not for {path}", [.. tune, "--fold-by", "time"]); // as of any such option
        CliRun.Refused(2, "no such folder", "split", path, "-o", folder["none"]);
        CliRun.Refused(2, "--holdout is not for", "split", path, "-o", folder.Path, "--by", "last", "--holdout", "0.2");
        CliRun.Refused(2, "--history is not for", "split", path, "-o", folder.Path, "--history", "0.2");
        CliRun.Refused(2, "--seed is not for", "split", path, "-o", folder.Path, "--by", "last", "--seed", "2");
        CliRun.Refused(2, "--holdout is '1'", "split", path, "-o", folder.Path, "--holdout", "1");
        Assert.Equal(["ratings.csv"], folder.Files);
        Directory.CreateDirectory(folder["test.csv"]);
        CliRun.Refused(2, "folder", "split", path, "-o", folder.Path);
        Assert.Equal(["ratings.csv"], folder.Files);
        string train = folder.WriteRatings("train.csv");
        CliRun.Refused(2, "replace", "split", train, "-o", folder.Path);
    }

    [Fact]
    public void When_a_part_cannot_be_written_the_files_of_before_stay_as_they_were()
    {
        using TemporaryFolder folder = new();
        string path = folder.WriteRatings("ratings.csv");
        folder.Write("train.csv", "of before");
        File.CreateSymbolicLink(folder["test.csv"], folder["missing/test.csv"]); // found out only when it is written
        CliRun.Refused(1, "test.csv", "split", path, "-o", folder.Path);
        Assert.Equal("of before", File.ReadAllText(folder["train.csv"]));
        Assert.Equal(["ratings.csv", "test.csv", "train.csv"], folder.Files);
    }

    private static string WithTimes(TemporaryFolder folder)
    {
        string[] lines = File.ReadAllLines(folder.WriteRatings("plain.csv"));
        return folder.Write(
            "ratings.csv",
            string.Join(
                '\n',
                lines.Select(
                    (line, k) => $"{line},{(k == 0 ? "time" : (k * 37 % 101).ToString(CultureInfo.InvariantCulture))}"
                )
            )
        );
    }

    private static void AssertSame(Ratings expected, string path)
    {
        Ratings actual = RatingsReader.Read(path);
        expected = expected.Compact();
        Assert.Equal(expected.UserRows, actual.UserRows);
        Assert.Equal(expected.ItemRows, actual.ItemRows);
        Assert.Equal(expected.Values, actual.Values);
        Assert.Equal(expected.Times, actual.Times);
    }
}
