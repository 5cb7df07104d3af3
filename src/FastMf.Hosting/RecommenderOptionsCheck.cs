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

        void AtLeastZero(int value, string option)
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
