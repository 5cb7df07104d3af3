using FastMf.Data;

namespace FastMf.Tests.Data;

public sealed class SpareMemoryTests
{
    private readonly record struct Own(int Number); // so that no fit takes or leaves anything here

    [Fact]
    public void An_array_that_was_left_is_taken_once()
    {
        Own[] first = SpareMemory<Own>.Take(1000);
        SpareMemory<Own>.Leave(first);
        Assert.Same(first, SpareMemory<Own>.Take(990));
        Assert.NotSame(first, SpareMemory<Own>.Take(990));
        GC.KeepAlive(first);
    }

    [Theory]
    [InlineData(2000)] // more than there is
    [InlineData(100)] // much less: the fit would hold memory that it does not need
    public void An_array_that_does_not_suit_is_not_taken(int length)
    {
        Own[] first = SpareMemory<Own>.Take(1000);
        SpareMemory<Own>.Leave(first);
        Own[] second = SpareMemory<Own>.Take(length);
        Assert.NotSame(first, second);
        Assert.InRange(second.Length, length, length + length / 32);
        GC.KeepAlive(first);
    }
}
