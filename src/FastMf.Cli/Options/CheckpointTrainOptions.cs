using System.CommandLine;
using FastMf.Training;

namespace FastMf.Cli.Options;

/// <summary><c>--checkpoint</c>, <c>--every</c> and <c>--resume</c>.</summary>
internal sealed class CheckpointTrainOptions
{
    private static readonly CheckpointOptions _standard = new();

    private readonly Option<string?> _folder = Opt.Text(
        "--checkpoint",
        "DIR",
        $"Write a checkpoint to this folder ({CheckpointOptions.FileName}, replaced as a whole), to go on from after a stop."
    );
    private readonly Option<int> _every = Opt.Integer(
        "--every",
        "Epochs from one checkpoint to the next; there is one at the end, too.",
        _standard.Every,
        1
    );
    private readonly Option<string?> _resume = Opt.Text(
        "--resume",
        "DIR",
        "Go on from the checkpoint in this folder, and write further ones there, or where --checkpoint says. The same ratings and options give the bytes of a run without a stop; --epochs may be more, --threads, --patience, --tolerance and --report others."
    );

    /// <summary>Adds them to a command.</summary>
    public CheckpointTrainOptions(Command command)
    {
        command.Add(_folder);
        command.Add(_every);
        command.Add(_resume);
    }

    /// <summary>What the call asks for; null for nothing.</summary>
    /// <exception cref="CallException">The folder to write to is missing, a checkpoint would replace another file, or there is none to write.</exception>
    /// <exception cref="IOException">There is no checkpoint to go on from.</exception>
    public CheckpointOptions? Read(ParseResult call, params string?[] otherFiles)
    {
        string? resume = call.GetValue(_resume);
        string? folder = call.GetValue(_folder) ?? resume;
        if (folder is null)
            return call.Gives(_every) ? throw new CallException("--every needs --checkpoint or --resume.") : null;
        if (resume is not null)
            Files.CheckInputs(Path.Combine(resume, CheckpointOptions.FileName));
        if (!Directory.Exists(folder))
            throw new CallException($"--checkpoint is '{folder}'; expected a folder that exists.");
        Files.CheckOutput(Path.Combine(folder, CheckpointOptions.FileName), otherFiles);
        return new()
        {
            Folder = folder,
            Every = call.GetValue(_every),
            ResumeFrom = resume,
        };
    }
}
