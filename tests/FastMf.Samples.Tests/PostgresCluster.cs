using System.Diagnostics;

namespace FastMf.Samples.Tests;

/// <summary>A private PostgreSQL server in a temporary folder, reached by a socket there; nobody else's is touched.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string User = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("fmf-pg-").FullName; // sockets have short names
    private readonly string _data;

    public PostgresCluster()
    {
        _data = Path.Combine(_folder, "data");
        if (IsRoot)
            Run("chown", User, _folder); // the server refuses to run as root
        Run(Program("initdb")!, "-D", _data, "-U", User, "-A", "trust", "-N", "-E", "UTF8", "--locale=C");
        string options = $"-c listen_addresses='' -c unix_socket_directories='{_folder}' -c fsync=off";
        string log = Path.Combine(_folder, "log");
        Run(Program("pg_ctl")!, "-D", _data, "-l", log, "-w", "-o", options, "start");
    }

    /// <summary>How to reach it.</summary>
    public string Connection => $"Host={_folder};Username={User};Database=postgres;Pooling=false";

    /// <summary>Why there can be none here; null where there can.</summary>
    public static string? Objection =>
        OperatingSystem.IsWindows() ? "Sockets in folders are Unix's."
        : Program("initdb") is null || Program("pg_ctl") is null ? "There is no PostgreSQL here."
        : IsRoot && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith(User + ":", StringComparison.Ordinal))
            ? "PostgreSQL refuses to run as root, and there is no user postgres."
        : null;

    private static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public void Dispose()
    {
        Run(Program("pg_ctl")!, "-D", _data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The newest version of a program of the server, where Debian keeps them or among the others.</summary>
    private static string? Program(string name)
    {
        const string Versions = "/usr/lib/postgresql";
        IEnumerable<string> folders = Directory.Exists(Versions)
            ? Directory.GetDirectories(Versions).OrderDescending().Select(version => Path.Combine(version, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Concat(path).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    private static void Run(string program, params string[] args)
    {
        bool switches = IsRoot && program != "chown";
        ProcessStartInfo start = new(switches ? "runuser" : program) { WorkingDirectory = Path.GetTempPath() };
        foreach (string word in switches ? [.. (string[])["-u", User, "--", program], .. args] : args)
            start.ArgumentList.Add(word);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}");
    }
}

/// <summary>A test that needs PostgreSQL: skipped, and says so, where there is none.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresCluster.Objection;
}
