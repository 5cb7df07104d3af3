using FastMf.Data;
using FastMf.Models;
using FastMf.Tests.Reference;

namespace FastMf.Tests.Models;

/// <summary>What a service relies on: calls allocate nothing and may come from any number of threads.</summary>
public class ServingTests
{
    private const int Users = 40;
    private const int Items = 700;

    private static readonly FactorModel Model = GridProblems.Model(new Random(5), Users, Items, 24);
    private static readonly Ratings Seen = GridProblems.Ratings(new Random(6), Model.Users, Model.Items, 0.2);

    public static TheoryData<string> Calls => [.. Bodies.Keys];

    private static Dictionary<string, Func<int, Scored[], int>> Bodies { get; } =
        new()
        {
            ["predict one"] = (user, best) => Keep(best, Model.Predict(user, 3)),
            ["predict by id"] = (user, best) => Keep(best, Model.Predict((Id)(long)user, 3L).Value),
            ["predict many"] = PredictMany,
            ["recommend"] = (user, best) => Model.Recommend(user, best),
            ["recommend to an unknown user"] = (user, best) => Model.Recommend(-1 - user, best),
            ["recommend by id"] = (user, best) => Model.Recommend((Id)(long)user, best, out _, Seen),
            ["recommend what was not seen"] = (user, best) => Model.Recommend(user, best, Seen),
            ["similar items"] = (user, best) => Model.SimilarItems(user, best),
            ["similar users"] = (user, best) => Model.SimilarUsers(user, best),
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public void NothingIsAllocated(string call)
    {
        Func<int, Scored[], int> body = Bodies[call];
        Scored[] best = new Scored[10];
        Round(body, best); // compiles, and makes ByUser
        // What a call allocates is there in every round; what the runtime does once, such as compiling anew, is not.
        Assert.Equal(0, Enumerable.Range(0, 3).Min(_ => Round(body, best)));
    }

    [Fact]
    public void AnAllocationWouldBeNoticed() => Assert.NotEqual(0, Round((user, _) => new byte[user].Length, []));

    [Theory]
    [MemberData(nameof(Calls))]
    public void ThreadsAtOnceGetTheSameAnswers(string call)
    {
        Func<int, Scored[], int> body = Bodies[call];
        Scored[][] expected = Answers(body);
        Scored[]?[][] actual = new Scored[]?[4][];
        Thread[] threads =
        [
            .. Enumerable.Range(0, actual.Length).Select(t => new Thread(() => actual[t] = Answers(body))),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.All(actual, answers => Assert.Equal(expected, answers));
    }

    private static long Round(Func<int, Scored[], int> body, Scored[] best)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int user = 0; user < Users; user++)
            body(user, best);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Scored[][] Answers(Func<int, Scored[], int> body)
    {
        Scored[][] answers = new Scored[Users][];
        for (int user = 0; user < Users; user++)
        {
            Scored[] best = new Scored[10];
            answers[user] = best[..body(user, best)];
        }
        return answers;
    }

    private static int PredictMany(int user, Scored[] best)
    {
        Span<int> users = stackalloc int[10];
        Span<int> items = stackalloc int[10];
        Span<float> predictions = stackalloc float[10];
        users.Fill(user);
        for (int k = 0; k < items.Length; k++)
            items[k] = 50 * k;
        Model.Predict(users, items, predictions);
        for (int k = 0; k < items.Length; k++)
            best[k] = new Scored(items[k], predictions[k]);
        return items.Length;
    }

    private static int Keep(Scored[] best, float value)
    {
        best[0] = new Scored(0, value);
        return 1;
    }
}
