using FastMf.Optimizers;

namespace FastMf.Tests.Reference;

/// <summary>
/// The steps of torch.optim for one parameter, in double, written from the formulas in PyTorch's documentation: the
/// slow twin of FastMf.Optimizers. Powers of beta by Math.Pow.
/// </summary>
internal sealed class PlainOptimizer(Optimizer optimizer)
{
    private double _m;
    private double _v;
    private double _buffer;
    private int _t;

    /// <summary>The parameter after one more step.</summary>
    public double Step(double x, double g, double rate)
    {
        _t++;
        double decay = optimizer.WeightDecay;
        return optimizer switch
        {
            Sgd sgd => Sgd(sgd, x, g + decay * x, rate),
            Adam adam => x - Adam(adam, g + decay * x, rate),
            AdamW adam => x - rate * decay * x - Adam(adam, g, rate),
            AdaGrad adaGrad => AdaGrad(adaGrad, x, g + decay * x, rate),
            RmsProp rmsProp => RmsProp(rmsProp, x, g + decay * x, rate),
            _ => throw new NotSupportedException($"Write the formula of {optimizer.Name} here."),
        };
    }

    /// <summary>The size of the step just taken: what it multiplied the gradient by; 0 where nothing has moved yet.</summary>
    public double StepSize(double rate) =>
        optimizer switch
        {
            Sgd { Momentum: 0 } => rate,
            AdaGrad adaGrad => _v == 0 ? 0 : rate / (Math.Sqrt(_v) + adaGrad.Epsilon),
            _ => throw new NotSupportedException($"The step of {optimizer.Name} is no multiple of the gradient."),
        };

    private double Sgd(Sgd sgd, double x, double g, double rate)
    {
        if (sgd.Momentum == 0)
            return x - rate * g;
        _buffer = _t == 1 ? g : sgd.Momentum * _buffer + (1 - sgd.Dampening) * g;
        return x - rate * (sgd.Nesterov ? g + sgd.Momentum * _buffer : _buffer);
    }

    private double Adam(AdamMoments adam, double g, double rate)
    {
        _m = adam.Beta1 * _m + (1 - adam.Beta1) * g;
        _v = adam.Beta2 * _v + (1 - adam.Beta2) * g * g;
        double m = _m / (1 - Math.Pow(adam.Beta1, _t));
        double v = _v / (1 - Math.Pow(adam.Beta2, _t));
        return rate * m / (Math.Sqrt(v) + adam.Epsilon);
    }

    private double AdaGrad(AdaGrad adaGrad, double x, double g, double rate)
    {
        _v += g * g;
        return x - rate * g / (Math.Sqrt(_v) + adaGrad.Epsilon);
    }

    private double RmsProp(RmsProp rmsProp, double x, double g, double rate)
    {
        _v = rmsProp.Alpha * _v + (1 - rmsProp.Alpha) * g * g;
        double step = g / (Math.Sqrt(_v) + rmsProp.Epsilon);
        _buffer = rmsProp.Momentum * _buffer + step;
        return x - rate * _buffer;
    }
}
