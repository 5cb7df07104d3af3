using Microsoft.Extensions.Options;

namespace FastMf.Hosting;

/// <summary>Refuses options that make no sense when the host starts, all of them at once and by name.</summary>
internal sealed class RecommenderOptionsCheck : IValidateOptions<RecommenderOptions>
{
    public ValidateOptionsResult Validate(string? name, RecommenderOptions options)
    {
        List<string> wrong = [];
        if (string.IsNullOrWhiteSpace(options.ModelPath))
            wrong.Add($"{nameof(options.ModelPath)} is empty; expected the path of a model file.");
        Within(options.Debounce, nameof(options.Debounce), TimeSpan.Zero);
        Within(options.PollInterval, nameof(options.PollInterval), TimeSpan.FromMilliseconds(1));
        if (options.MaxModelAge is { } age && age <= TimeSpan.Zero)
            wrong.Add($"{nameof(options.MaxModelAge)} is {age}; expected more than nothing, or null.");
        AtLeastZero(options.WarmUpCalls, nameof(options.WarmUpCalls));
        AtLeastZero(options.IndexFrom, nameof(options.IndexFrom));
        AtLeastZero(options.SimilarItems, nameof(options.SimilarItems));
        AtLeastZero(options.CanaryUsers, nameof(options.CanaryUsers));
        Share(options.MinUsersKept, nameof(options.MinUsersKept));
        Share(options.MinItemsKept, nameof(options.MinItemsKept));
        EventOptions events = options.Events;
        if (events.Path is not null && string.IsNullOrWhiteSpace(events.Path))
            wrong.Add("Events.Path is empty; expected a folder, or null.");
        if (!Enum.IsDefined(events.Sync))
            wrong.Add($"Events.Sync is {events.Sync}; expected a known policy.");
        Within(events.SyncInterval, "Events.SyncInterval", TimeSpan.FromMilliseconds(1));
        Within(events.LearnItemsEvery ?? TimeSpan.FromDays(1), "Events.LearnItemsEvery", TimeSpan.FromMilliseconds(1));
        AtLeastZero(events.CompactAfter, "Events.CompactAfter");
        if (events.MaxWaiting < 1)
            wrong.Add(FormattableString.Invariant($"Events.MaxWaiting is {events.MaxWaiting}; expected 1 or more."));
        if (events.Path is null && events.LearnItemsEvery is not null)
            wrong.Add("Events.LearnItemsEvery is set without Events.Path: there are no events to learn from.");
        foreach (CanaryPrediction canary in options.Canaries)
        {
            if (!(canary.Least <= canary.Most))
                wrong.Add(
                    FormattableString.Invariant(
                        $"{nameof(options.Canaries)}: {canary.User} and {canary.Item} have the range {canary.Least} to {canary.Most}."
                    )
                );
        }
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Within(TimeSpan value, string option, TimeSpan least)
        {
            if (value < least || value > TimeSpan.FromDays(1))
                wrong.Add($"{option} is {value}; expected {least} to a day.");
        }

        void AtLeastZero(long value, string option)
        {
            if (value < 0)
                wrong.Add(FormattableString.Invariant($"{option} is {value}; expected 0 or more."));
        }

        void Share(double value, string option)
        {
            if (!(value is >= 0 and <= 1))
                wrong.Add(FormattableString.Invariant($"{option} is {value}; expected a share from 0 to 1."));
        }
    }
}
