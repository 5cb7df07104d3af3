using FastMf.Kernels;

namespace FastMf.Tests.Kernels;

public sealed class CacheLinesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData(640, 10)]
    public void A_byte_of_every_line_is_read(int length, int lines)
    {
        byte[] memory = new byte[length];
        memory.AsSpan().Fill(1);
        Assert.Equal(lines, CacheLines.Touch(memory));
    }
}
