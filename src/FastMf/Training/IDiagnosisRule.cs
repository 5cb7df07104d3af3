namespace FastMf.Training;

/// <summary>Recognizes one kind of trouble; one file a rule, listed in <see cref="Diagnosis"/>.</summary>
internal interface IDiagnosisRule
{
    /// <summary>The finding, or null: it is not so, or what would tell is not known.</summary>
    Finding? Judge(FitEvidence fit);
}
