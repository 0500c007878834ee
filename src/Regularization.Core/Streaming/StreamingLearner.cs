namespace Regularization;

/// <summary>The state of a stochastic algorithm: it predicts a row, learns from it, and can be asked for its model at any time.</summary>
internal abstract class StreamingLearner
{
    /// <summary>The linear predictor of a row, without offset.</summary>
    public abstract double Predict(in PreparedRow row);

    /// <summary>Learns from the row just predicted.</summary>
    /// <param name="row">The same row.</param>
    /// <param name="residual">−∂loss/∂η.</param>
    /// <param name="weight">The example weight, in units of the mean weight.</param>
    public abstract void Update(in PreparedRow row, double residual, double weight);

    /// <summary>Goes on from the same model with the units that the setup has now.</summary>
    public virtual void UnitsChanged()
    {
    }

    /// <summary>The model to report: writes β, all p, and returns the intercept.</summary>
    public abstract double Model(Span<double> beta);

    /// <summary>The number of coefficients that are not 0 now, and the penalty of the coefficients now.</summary>
    public abstract (int Nonzeros, double Penalty) Now();
}
