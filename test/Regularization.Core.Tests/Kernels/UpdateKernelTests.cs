namespace Regularization.Tests;

[TestClass]
public class UpdateKernelTests
{
    public static IEnumerable<object[]> Names => KernelCases.Names;

    /// <summary>Every rule with nothing, each decay and penalty by itself, and all of them.</summary>
    private static IEnumerable<OptimizerStep> Steps =>
        from rule in Enum.GetValues<UpdateRule>()
        let plain = new OptimizerStep { Rule = rule, LearningRate = 0.02f, Beta1 = 0.9f, Beta2 = 0.99f, Rest1 = 0.1f, Rest2 = 0.01f, Lookahead = 0.8f, Epsilon = 1e-8f, SecondScale = 1.5f }
        from step in new[]
        {
            plain,
            plain with { Decay = 0.3f },
            plain with { Shrink = 0.01f },
            plain with { L1 = 0.2f },
            plain with { L2 = 0.3f },
            plain with { ProxL1 = 2 },
            plain with { ProxL2 = 3 },
            plain with { Decay = 0.1f, Shrink = 0.02f, L1 = 0.1f, L2 = 0.2f, ProxL1 = 0.5f, ProxL2 = 1.5f },
        }
        select step;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Update_AllRulesAndLengths_EqualsNaive(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(51);
        foreach (OptimizerStep step in Steps)
        {
            for (int length = 0; length <= 256; length++)
            {
                State state = new(random, length, offset: length % 9);
                Check(kernels, step, state, $"{name}, {length} weights, {step}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Update_NotFiniteValue_ReachesOnlyItsWeight(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(52);
        const int Length = 37;
        foreach (OptimizerStep step in Steps)
        {
            foreach (float value in new[] { float.NaN, float.PositiveInfinity })
            {
                for (int array = 0; array < 5; array++)
                {
                    for (int at = 0; at < Length; at += 3)
                    {
                        State state = new(random, Length, offset: 1);
                        state[array][at + 1] = value;
                        Check(kernels, step, state, $"{name}, {value} in array {array} at {at}, {step}");
                    }
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Update_ThresholdAboveAllWeights_GivesExactZeros(string name)
    {
        foreach (UpdateRule rule in Enum.GetValues<UpdateRule>())
        {
            State state = new(new Random(53), 50, offset: 0);
            KernelCases.Get(name).Update(new OptimizerStep { Rule = rule, LearningRate = 0.1f, Beta1 = 0.5f, Rest1 = 0.5f, Beta2 = 0.5f, Rest2 = 0.5f, Epsilon = 1, SecondScale = 1, ProxL1 = 1000 }, state[0], state[1], state[2], state[3], state[4]);
            Assert.IsTrue(state[0].All(w => w == 0), $"{name}, {rule}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Update_MomentsThatTheRuleDoesNotUse_MayBeEmpty(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        foreach (int length in new[] { 0, 1, 19, 64 })
        {
            float[] w = new float[length], g = new float[length], m = new float[length], v = new float[length], x = new float[length];
            kernels.Update(new OptimizerStep { Rule = UpdateRule.Sgd }, w, g, [], [], []);
            kernels.Update(new OptimizerStep { Rule = UpdateRule.Momentum }, w, g, m, [], []);
            kernels.Update(new OptimizerStep { Rule = UpdateRule.Nesterov }, w, g, m, [], []);
            kernels.Update(new OptimizerStep { Rule = UpdateRule.RmsProp, Epsilon = 1 }, w, g, [], v, []);
            kernels.Update(new OptimizerStep { Rule = UpdateRule.Adam, Epsilon = 1 }, w, g, m, v, []);
            kernels.Update(new OptimizerStep { Rule = UpdateRule.AmsGrad, Epsilon = 1 }, w, g, m, v, x);
            CollectionAssert.AreEqual(new float[length], w);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Update_ArraysTooShort_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        void Refused(string parameter, UpdateRule rule, int gradient, int first, int second, int largest)
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() =>
                kernels.Update(new OptimizerStep { Rule = rule }, new float[5], new float[gradient], new float[first], new float[second], new float[largest]));
            Assert.AreEqual(parameter, refusal.ParamName, refusal.Message);
        }

        Refused("gradient", UpdateRule.Sgd, 4, 5, 5, 5);
        Refused("first", UpdateRule.Momentum, 5, 4, 5, 5);
        Refused("first", UpdateRule.Nesterov, 5, 0, 5, 5);
        Refused("first", UpdateRule.Adam, 5, 4, 5, 5);
        Refused("second", UpdateRule.Adam, 5, 5, 4, 5);
        Refused("second", UpdateRule.RmsProp, 5, 5, 4, 5);
        Refused("largest", UpdateRule.AmsGrad, 5, 5, 5, 4);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void UpdateIdle_AllRulesAndWidths_IsTheUpdatesOneByOne(string name)
    {
        const int Rows = 4, Most = 5;
        KernelSet kernels = KernelCases.Get(name);
        Random random = new(54);
        int[] listed = [3, 0, 2], from = [0, 1, 7, 4];
        foreach (OptimizerStep step in Steps)
        {
            OptimizerStep[] steps = [.. Enumerable.Range(0, 7).Select(t => step with { LearningRate = step.LearningRate / (t + 1), Shrink = step.Shrink * t, SecondScale = 2f / (t + 1) })];
            for (int width = 0; width <= 140; width++)
            {
                State state = new(random, Rows * width, offset: width % 9), expected = state.Copy();
                foreach (int row in listed)
                {
                    for (int t = from[row]; t < Math.Min(from[row] + Most, steps.Length); t++)
                    {
                        Span<float> Row(int array) => expected.Span(array).Slice(row * width, width);
                        kernels.Update(steps[t], Row(0), new float[width], Row(2), Row(3), Row(4));
                    }
                }

                kernels.UpdateIdle(steps, listed, from, Most, width, state.Span(0), state.Span(2), state.Span(3), state.Span(4));
                for (int array = 0; array < 5; array++)
                {
                    KernelCases.AssertClose(expected[array], state[array], 1, $"{name}, width {width}, {step}, array {array}");
                }
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void UpdateIdle_BadArguments_AreRefused(string name)
    {
        KernelSet kernels = KernelCases.Get(name);
        OptimizerStep[] steps = [new() { Rule = UpdateRule.Adam }];
        void Refused(string parameter, int[] rows, int[] from, int most = 1, int weights = 6, int first = 6, int second = 6)
        {
            ArgumentException refusal = Assert.ThrowsExactly<ArgumentException>(() =>
                kernels.UpdateIdle(steps, rows, from, most, 3, new float[weights], new float[first], new float[second], []));
            Assert.AreEqual(parameter, refusal.ParamName, refusal.Message);
        }

        Refused("rows", [2], [0, 0]);
        Refused("rows", [-1], [0, 0]);
        Refused("to", [0], [2, 0]);
        Refused("to", [0], [-1, 0]);
        Refused("to", [0], [0, 0], most: -1);
        Refused("weights", [0], [0, 0], weights: 5);
        Refused("first", [0], [0, 0], first: 5);
        Refused("second", [0], [0, 0], second: 5);
    }

    /// <summary>All memory is compared, what stands around the arrays too.</summary>
    private static void Check(KernelSet kernels, in OptimizerStep step, State state, string message)
    {
        State expected = state.Copy(), actual = state.Copy();
        KernelCases.Naive.Update(step, expected.Span(0), expected.Span(1), expected.Span(2), expected.Span(3), expected.Span(4));
        kernels.Update(step, actual.Span(0), actual.Span(1), actual.Span(2), actual.Span(3), actual.Span(4));
        for (int array = 0; array < 5; array++)
        {
            KernelCases.AssertClose(expected[array], actual[array], 1, $"{message}, array {array}");
        }
    }

    /// <summary>Weights (some are 0), gradients and the three moments, <c>offset</c> elements after the start of their arrays and before the end.</summary>
    private sealed class State
    {
        private readonly int _length;
        private readonly int _offset;
        private readonly float[][] _arrays;

        public State(Random random, int length, int offset)
            : this(length, offset, [.. Enumerable.Range(0, 5).Select(_ => KernelCases.Floats(random, length + (2 * offset)).ToArray())])
        {
            for (int i = 0; i < _arrays[0].Length; i++)
            {
                _arrays[0][i] = i % 5 == 2 ? 0 : _arrays[0][i];
                _arrays[3][i] = 0.1f + Math.Abs(_arrays[3][i]);
                _arrays[4][i] = 0.1f + Math.Abs(_arrays[4][i]);
            }
        }

        private State(int length, int offset, float[][] arrays) => (_length, _offset, _arrays) = (length, offset, arrays);

        public float[] this[int array] => _arrays[array];

        public Span<float> Span(int array) => _arrays[array].AsSpan(_offset, _length);

        public State Copy() => new(_length, _offset, [.. _arrays.Select(a => (float[])[.. a])]);
    }
}
