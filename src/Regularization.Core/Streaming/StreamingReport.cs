namespace Regularization;

/// <summary>How training on a stream goes. Progressive losses are of each row before the model has learnt from it: in the first pass they are of unseen rows. An exact pass has one report, of the model that it evaluated.</summary>
/// <remarks>
/// <example>See <see cref="StreamingTrainer"/>.</example>
/// </remarks>
/// <param name="Pass">1, 2, …; 0 while features are measured, when there are no losses yet (NaN).</param>
/// <param name="Passes">How many there are at most.</param>
/// <param name="Rows">Rows of this pass so far.</param>
/// <param name="RowsSeen">Rows learnt from so far, in all passes.</param>
/// <param name="BlockRows">Rows since the report before this.</param>
/// <param name="Loss">The weighted mean progressive loss over those rows.</param>
/// <param name="PassLoss">The same over the pass so far.</param>
/// <param name="Objective">An estimate of the objective: <see cref="PassLoss"/> plus the penalty of the coefficients now.</param>
/// <param name="NonzeroCount">Coefficients that are not 0 now.</param>
/// <param name="Seconds">Seconds since training began.</param>
public sealed record StreamingReport(
    int Pass,
    int Passes,
    long Rows,
    long RowsSeen,
    long BlockRows,
    double Loss,
    double PassLoss,
    double Objective,
    int NonzeroCount,
    double Seconds)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"pass {Pass}/{Passes}, row {Rows:n0}: loss {Loss:g5}, over the pass {PassLoss:g5}, objective about {Objective:g5}, nonzero {NonzeroCount:n0}, {Seconds:0.0} s");
}
