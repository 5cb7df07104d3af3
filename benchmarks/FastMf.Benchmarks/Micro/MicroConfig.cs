using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace FastMf.Benchmarks.Micro;

/// <summary>
/// One process, short runs: the kernels take nanoseconds, so ten iterations settle the second digit. FASTMF_SIMD and
/// the DOTNET_ variables of this process hold for the measured code.
/// </summary>
internal sealed class MicroConfig : ManualConfig
{
    public MicroConfig()
    {
        Add(DefaultConfig.Instance);
        AddJob(
            Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
                .WithIterationTime(TimeInterval.FromMilliseconds(100))
                .WithWarmupCount(5)
                .WithIterationCount(10)
        );
    }
}
