namespace FastMf.Selection;

/// <summary>What a learning curve shows, beside those of the other runs on the same ratings.</summary>
public enum FitVerdict
{
    /// <summary>Ends near its own best validation error and near the smallest of all runs.</summary>
    WellFit,

    /// <summary>Ends with larger errors than others on training and validation ratings alike.</summary>
    Underfit,

    /// <summary>Fits the training ratings well, and others worse than it did before or than another run does.</summary>
    Overfit,

    /// <summary>The numbers ran off to infinity.</summary>
    Diverged,
}
