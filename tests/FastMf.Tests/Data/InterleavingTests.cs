using FastMf.Data;

namespace FastMf.Tests.Data;

public class InterleavingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(11)]
    [InlineData(64)]
    public void Four_parts_are_taken_in_turns(int length)
    {
        List<int>[] parts =
        [
            [],
            [],
            [],
            [],
        ];
        int position = 0;
        for (int part = 0; part < 4; part++)
        {
            for (int k = 0; k < (length / 4) + (part < length % 4 ? 1 : 0); k++)
                parts[part].Add(position++);
        }
        List<int> turns = [];
        for (int k = 0; k < parts[0].Count; k++)
            turns.AddRange(parts.Where(part => k < part.Count).Select(part => part[k]));

        Interleaving order = new(length);
        Assert.Equal(turns, Enumerable.Range(0, length).OrderBy(order.Of));
        Assert.Equal(Enumerable.Range(0, length), Enumerable.Range(0, length).Select(order.Of).Order());
    }
}
