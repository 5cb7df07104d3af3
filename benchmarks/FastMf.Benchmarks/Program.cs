using System.Reflection;
using BenchmarkDotNet.Running;
using FastMf.Benchmarks.Micro;

switch (args)
{
    case ["micro", .. string[] rest]:
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(rest, new MicroConfig());
        return 0;
    default:
        Console.Error.WriteLine(
            """
            usage: dotnet run -c Release --project benchmarks/FastMf.Benchmarks -- VERB …
              micro [options of BenchmarkDotNet]   single kernels, such as: micro --filter '*SgdStep*'
            """
        );
        return 2;
}
