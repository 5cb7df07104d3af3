namespace FastMf.Tests.House;

/// <summary>The way in which tests count bytes.</summary>
public class AllocationTests
{
    [Fact]
    public void Bytes_of_every_round_are_counted() => Assert.Equal(40, Allocation.Of(() => Take(16)));

    [Fact]
    public void Bytes_of_one_round_alone_are_not()
    {
        int round = 0;
        Assert.Equal(40, Allocation.Of(() => Take(round++ == 2 ? 8_000 : 16)));
    }

    private static void Take(int bytes) => GC.KeepAlive(new byte[bytes]);
}
