namespace ServerlessPipeline.Fuzz.Engine;

/// <summary>One kind of input from outside, and the rule for what reads it.</summary>
/// <param name="kind">Names it on the command line and in the corpus.</param>
internal abstract class FuzzTarget(string kind)
{
    public string Kind => kind;

    /// <summary>Valid inputs, beside those of the corpus.</summary>
    public abstract IReadOnlyList<byte[]> Samples { get; }

    /// <summary>
    /// The rule. Reads the input, holds what was accepted against it, and throws whatever is not the reader's documented
    /// way to refuse one.
    /// </summary>
    /// <returns>Whether anything of the input was accepted.</returns>
    public abstract bool Run(byte[] input);

    /// <summary>In bytes, what reading the input and holding it against the rule may allocate, garbage included.</summary>
    public virtual long AllowedAllocation(byte[] input) => (1L << 20) + (input.Length * 512L);

    /// <summary>The input of this number: a sample, changed.</summary>
    public byte[] Input(IReadOnlyList<byte[]> corpus, long seed, long index) => Change(corpus, Seed.Of(seed, index));

    protected abstract byte[] Change(IReadOnlyList<byte[]> corpus, Random random);
}
