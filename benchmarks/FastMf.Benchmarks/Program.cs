using System.Reflection;
using BenchmarkDotNet.Running;
using FastMf.Benchmarks.EndToEnd;
using FastMf.Benchmarks.Micro;
using FastMf.Benchmarks.Quality;
using FastMf.Benchmarks.Retired;

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
    case ["stand", .. string[] rest]:
        return Stand.Run(rest);
    case ["grid", .. string[] rest]:
        return GridBenchmark.Run(rest);
    case ["prepare", .. string[] rest]:
        return PreparationBenchmark.Run(rest);
    case ["hogwild", .. string[] rest]:
        return HogwildBenchmark.Run(rest);
    case ["evaluate", .. string[] rest]:
        return EvaluationBenchmark.Run(rest);
    case ["first", .. string[] rest]:
        return FirstFitBenchmark.Run(rest);
    case ["retired", .. string[] rest]:
        return RetiredBenchmark.Run(rest);
    case ["kernel", .. string[] rest]:
        return KernelBound.Run(rest);
    case ["ials", .. string[] rest]:
        return ImplicitBenchmark.Run(rest);
    case ["top", .. string[] rest]:
        return TopBenchmark.Run(rest);
    case ["retrieval", .. string[] rest]:
        return RetrievalBenchmark.Run(rest);
    case ["similar", .. string[] rest]:
        return SimilarBenchmark.Run(rest);
    case ["predict", .. string[] rest]:
        return PredictBenchmark.Run(rest);
    case ["open", .. string[] rest]:
        return OpeningBenchmark.Run(rest);
    case ["schedule", .. string[] rest]:
        return ScheduleSimulation.Run(rest);
    case ["bpr", .. string[] rest]:
        return BprBenchmark.Run(rest);
    case ["http", .. string[] rest]:
        return HttpBenchmark.Run(rest);
    case ["swaps", .. string[] rest]:
        return SwapBenchmark.Run(rest);
    default:
        Console.Error.WriteLine(
            """
            usage: dotnet run -c Release --project benchmarks/FastMf.Benchmarks -- VERB …
              micro [options of BenchmarkDotNet]   single kernels, such as: micro --filter '*SgdStep*'
              train [ratings users items rank epochs threads rmse]   whole fits on generated data beside naive loops
              stand [--name value …]               SGD by rank and threads, an outside program beside it (--against)
              grid [shapes ranks threads epochs ratings users items]   SGD over grids of other shapes (40x4,16x1)
              prepare [ratings users items rank threads]   where the time before the first epoch goes
              hogwild [ratings users items rank epochs threads repetitions]   beside the blocks: speed, error, spread
              evaluate [ratings users items ranks threads]   what the error of a rating costs beside an epoch's rating
              first [ratings users items rank epochs threads]   the first fit of a new process and those after it
              retired serial|loops|parts|cold|buckets|grid   ideas that lost, beside what won
              kernel [ranks]                       the SGD step in the first-level cache against its bound
              top [ratings users items rank epochs threads]   lists for all users and ranking metrics on generated data
              retrieval MODEL …                    top ten of one user at a time, with the index and without
              similar MODEL …                      the table of similar items beside a loop over the items
              predict [ranks]                      one pair's prediction, in cache, beside a plain loop; rounded too
              open [repetitions GB]                from opening a mapped model to the first answers, 4 MB against 4 GB; shared pages
              open make FILE GB Single|BFloat16|Int8   a file for: open repetitions SMALL LARGE …
              schedule [ratings rank]              an epoch's blocks on more threads than the machine has
              load [lines repetitions [against]]   reading ratings from text; beside it CsvHelper and an outside program
              ials [ratings users items iterations threads ranks] [--against C]   iterations on implicit feedback, by stage
              bpr [ratings users items rank epochs threads] [--against C]   seconds an epoch of pairwise ranking, and its AUC
              http [items|MODEL rank pairs seconds connections index-from]   requests a second over HTTP beside an endpoint that returns a constant (needs wrk)
              swaps [requests swaps pairs users items rank]   latency while models are replaced, and without
              accuracy RATINGS                     held-out error of five splits, the biases alone beside it
            """
        );
        return 2;
}
