using System.Runtime.InteropServices;
using System.Text;
using FastMf.Cli;
using FastMf.Cli.Output;

using CancellationTokenSource stop = new();
bool asked = false;
void Stop(PosixSignalContext context)
{
    // The first signal lets the work end cleanly; the second one ends the process at once.
    context.Cancel = !asked;
    asked = true;
    Stopped.By = context.Signal;
    stop.Cancel();
}
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

Encoding utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (OperatingSystem.IsWindows())
    Console.OutputEncoding = utf8;
using StreamWriter output = new(new StandardOutput(Console.OpenStandardOutput()), utf8, bufferSize: 1 << 16);
return CommandLine.Run(args, output, Console.Error, stop.Token);
