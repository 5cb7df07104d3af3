using FastMf.Trainers;

namespace FastMf.Tests.Contracts;

/// <summary>The draws for the positives of a block, many at a time, against one after the other.</summary>
public class PairBlockInputTests
{
    private const ulong Seed = 9;
    private const int Epoch = 3;
    private const int FirstNumber = 1_001;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 9)]
    [InlineData(6, 30)]
    [InlineData(40, 60)]
    [InlineData(200, 230)]
    public void Others_are_what_single_draws_find_and_never_positives(int itemsOfUser, int itemCount)
    {
        List<int> users = [];
        List<int> items = [];
        for (int user = 0; user < 30; user++)
        for (int k = 0; k < 1 + (itemsOfUser - 1) * (user % 3) / 2; k++) // few, some, many, all within a few places or not
        {
            users.Add(user);
            items.Add((user + k) % itemCount);
        }
        int[] pool = [.. Enumerable.Range(0, itemCount)];
        PairBlockInput input = new([.. users], [.. items], new(pool, default), FirstNumber);
        int[] others = new int[users.Count];
        for (int from = 0; from < others.Length; from += 16)
            input.Draw(from, Seed, Epoch, others.AsSpan(from, Math.Min(16, others.Length - from)));
        int repeated = 0;
        for (int place = 0; place < others.Length; place++)
        {
            int[] positives = [.. items.Where((_, k) => users[k] == users[place])];
            Assert.Equal(positives, input.PositivesAround(place).ToArray());
            input.Pool.TryDraw([], Seed, Epoch, (ulong)(FirstNumber + place), out int firstDrawn);
            input.Pool.TryDraw(positives, Seed, Epoch, (ulong)(FirstNumber + place), out int expected);
            repeated += firstDrawn == expected ? 0 : 1;
            Assert.Equal(expected, others[place]);
            Assert.DoesNotContain(others[place], positives);
        }
        Assert.True(repeated > 0); // else nothing was told apart
    }
}
