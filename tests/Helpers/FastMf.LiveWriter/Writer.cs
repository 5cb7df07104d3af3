using System.Globalization;
using FastMf.IO;
using FastMf.Live;
using FastMf.Models;

namespace FastMf.LiveWriter;

/// <summary>
/// Appends events from some threads for as long as it lives, while another thread compacts and replaces the model file, and
/// writes the number of each event to standard output once it is acknowledged. Made to be killed.
/// </summary>
public static class Writer
{
    private const int Threads = 3;
    private const int EventsOfUser = 50;
    private const int Items = 60;

    /// <summary>Event number n: each is of a pair of its own.</summary>
    public static (long User, long Item, float Value) Event(long n) =>
        (n / EventsOfUser, n % Items, 0.5f + n % 10 / 2f);

    /// <summary>Arguments: folder of the events, model file, number of the first event.</summary>
    public static int Main(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        long first = long.Parse(args[2], CultureInfo.InvariantCulture);
        using StreamWriter output = new(Console.OpenStandardOutput()) { AutoFlush = true };
        FactorModel model = ModelFile.Load(args[1]);
        using LiveModel live = new(EventStore.Open(args[0]), model, threads: 1);
        Thread[] threads =
        [
            .. Enumerable.Range(0, Threads).Select(k => new Thread(() => Write(live, first + k, output))),
            new Thread(() => Replace(live, args[1])),
        ];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return 0;
    }

    private static void Write(LiveModel live, long first, StreamWriter output)
    {
        for (long n = first; ; n += Threads)
        {
            (long user, long item, float value) = Event(n);
            live.Append(user, item, value, time: n);
            lock (output)
                output.WriteLine(n.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Replace(LiveModel live, string path)
    {
        while (true)
        {
            live.Events.Compact();
            FactorModel next = live.Current.Model.WithLastEvent(live.Events.LastEvent);
            next.Save(path);
            live.Replace(next);
        }
    }
}
