using System.Reflection;
using BenchmarkDotNet.Running;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Benchmarks.Micro;

switch (args)
{
    case ["micro", .. string[] rest]:
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(rest, new MicroConfig());
        return 0;
    case ["train", .. string[] rest]:
        return TrainBenchmark.Run(rest);
    default:
        Console.Error.WriteLine(
            """
            usage: dotnet run -c Release --project benchmarks/FastMf.Benchmarks -- VERB …
              micro [options of BenchmarkDotNet]   single kernels, such as: micro --filter '*SgdStep*'
              train [ratings users items rank epochs threads rmse]   whole fits on generated data beside naive loops
            """
        );
        return 2;
}
