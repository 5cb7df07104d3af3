using System.Reflection;
using BenchmarkDotNet.Running;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Benchmarks.Micro;
using FastMf.Benchmarks.Quality;

switch (args)
{
    case ["micro", .. string[] rest]:
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(rest, new MicroConfig());
        return 0;
    case ["load", .. string[] rest]:
        return LoadBenchmark.Run(rest);
    case ["accuracy", .. string[] rest]:
        return AccuracyBenchmark.Run(rest);
    case ["train", .. string[] rest]:
        return TrainBenchmark.Run(rest);
    default:
        Console.Error.WriteLine(
            """
            usage: dotnet run -c Release --project benchmarks/FastMf.Benchmarks -- VERB …
              micro [options of BenchmarkDotNet]   single kernels, such as: micro --filter '*SgdStep*'
              train [ratings users items rank epochs threads rmse]   whole fits on generated data beside naive loops
              load [lines repetitions]             reading ratings from text, CsvHelper beside it
              accuracy RATINGS                     held-out error of five splits, the biases alone beside it
            """
        );
        return 2;
}
