using FastMf.Models;
using FastMf.Optimizers;
using FastMf.Trainers;

namespace FastMf.Tests.Contracts;

public sealed class GradientOptionsTests
{
    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Bad_options_are_refused_by_name(GradientOptions options, string name) =>
        Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(() => new GradientTrainer(options)).ParamName);

    public static TheoryData<GradientOptions, string> BadOptions()
    {
        GradientOptions standard = new();
        return new()
        {
            { standard with { LearningRate = 0f }, "LearningRate" },
            { standard with { LearningRate = float.NaN }, "LearningRate" },
            { standard with { BatchSize = 0 }, "BatchSize" },
            { standard with { Schedule = (GradientSchedule)9 }, "Schedule" },
            { standard with { Reduction = (Reduction)9 }, "Reduction" },
            { standard with { Optimizer = null! }, "Optimizer" },
            { standard with { Optimizer = new Sgd { Momentum = 2 } }, "Momentum" },
            { standard with { Optimizer = new Sgd { Momentum = double.NaN } }, "Momentum" },
            {
                standard with
                {
                    Optimizer = new Sgd { Momentum = 0.9, Dampening = -1 },
                },
                "Dampening"
            },
            { standard with { Optimizer = new Sgd { Nesterov = true } }, "Nesterov" },
            {
                standard with
                {
                    Optimizer = new Sgd
                    {
                        Nesterov = true,
                        Momentum = 0.9,
                        Dampening = 0.1,
                    },
                },
                "Nesterov"
            },
            { standard with { Optimizer = new Sgd { WeightDecay = -1 } }, "WeightDecay" },
            { standard with { Optimizer = new Adam { Beta1 = 1 } }, "Beta1" },
            { standard with { Optimizer = new AdamW { Beta2 = -0.1 } }, "Beta2" },
            { standard with { Optimizer = new Adam { Epsilon = 0 } }, "Epsilon" },
            { standard with { Optimizer = new AdaGrad { Epsilon = 0 } }, "Epsilon" },
            { standard with { Optimizer = new RmsProp { Alpha = 1 } }, "Alpha" },
            { standard with { Optimizer = new RmsProp { Momentum = 1 } }, "Momentum" },
        };
    }
}
