using System.Runtime.ExceptionServices;
using FastMf.IO;

namespace FastMf.Cli.Report;

/// <summary>Writes a page so that it is whole or not there.</summary>
internal static class ReportFile
{
    /// <summary>
    /// Writes the other outputs of a call and its page, if it wants one. The page gets its name only when the others
    /// are written, and is not left behind where they fail.
    /// </summary>
    /// <param name="path">The page's file; null for no page.</param>
    /// <param name="page">Makes the page.</param>
    /// <param name="writeOthers">Writes the other outputs.</param>
    /// <param name="token">Ends the work.</param>
    public static void Write(string? path, Func<ReportPage> page, Action writeOthers, CancellationToken token)
    {
        if (path is null)
        {
            writeOthers();
            return;
        }
        byte[] bytes = PageWriter.Bytes(page());
        token.ThrowIfCancellationRequested();
        Exception? others = null;
        try
        {
            AtomicFile.Write(path, WriteBoth);
        }
        catch when (others is not null)
        {
            ExceptionDispatchInfo.Throw(others); // about another file: not to be wrapped into words about the page
        }

        void WriteBoth(Stream file)
        {
            file.Write(bytes);
            file.Flush();
            try
            {
                writeOthers();
            }
            catch (Exception e)
            {
                others = e;
                throw;
            }
        }
    }
}
