using System.Buffers;
using System.Threading.RateLimiting;
using FastMf.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.ObjectPool;

namespace FastMf.AspNetCore;

/// <summary>Writes the answer to a request that was read; the snapshot is one for all of it.</summary>
internal delegate void Respond<in TRequest>(TRequest request, RecommenderSnapshot snapshot, Answer answer);

/// <summary>What all endpoints have in common: one snapshot, a turn to compute, room for the answer, and problem documents.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly RecommenderHandle _handle;
    private readonly Gate _gate;
    private readonly ObjectPool<Answer> _answers = new DefaultObjectPool<Answer>(
        new AnswerPolicy(),
        4 * Environment.ProcessorCount
    );

    public Exchange(RecommenderHandle handle, RecommenderHttpOptions options)
    {
        _handle = handle;
        _gate = new(options);
    }

    /// <summary>Reads a request, waits for a turn, computes, and sends.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="respond">Writes the answer.</param>
    /// <param name="computes">Whether that takes a turn: only few compute at the same time.</param>
    public async Task Run<TRequest>(
        HttpContext context,
        Func<HttpContext, ValueTask<TRequest>> read,
        Respond<TRequest> respond,
        bool computes = true
    )
    {
        Answer answer = _answers.Get();
        try
        {
            TRequest request = await read(context).ConfigureAwait(false);
            using (
                RateLimitLease? turn = !computes
                    ? null
                    : await _gate.EnterAsync(context.RequestAborted).ConfigureAwait(false)
            )
            {
                RecommenderSnapshot snapshot =
                    _handle.Current
                    ?? throw new RequestException(
                        StatusCodes.Status503ServiceUnavailable,
                        "No model is loaded yet; try again in a second."
                    );
                answer.Aborted = context.RequestAborted;
                respond(request, snapshot, answer);
            }
            context.Response.ContentType = "application/json";
        }
        catch (RequestException refused)
        {
            Refuse(answer, context, refused.Status, refused.Message);
        }
        catch (BadHttpRequestException bad)
        {
            Refuse(answer, context, bad.StatusCode, "The request could not be read: " + bad.Message);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            _answers.Return(answer);
            return; // nobody is there any more
        }
        answer.Json.Flush();
        HttpResponse response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = answer.Bytes.Length;
        response.BodyWriter.Write(answer.Bytes);
        answer.Clear();
        _answers.Return(answer);
        await response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    public void Dispose() => _gate.Dispose();

    private static void Refuse(Answer answer, HttpContext context, int status, string detail)
    {
        answer.Clear();
        Problem.Write(answer, context.Response, status, detail);
    }

    private sealed class AnswerPolicy : PooledObjectPolicy<Answer>
    {
        public override Answer Create() => new();

        public override bool Return(Answer obj)
        {
            obj.Clear();
            return obj.IsSmall;
        }
    }
}
