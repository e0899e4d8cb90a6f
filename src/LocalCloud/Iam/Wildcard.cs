namespace ServerlessPipeline.LocalCloud.Iam;

/// <summary>Text with IAM's wildcards: <c>*</c> stands for any characters or none, <c>?</c> for exactly one.</summary>
internal sealed class Wildcard(string pattern, bool ignoreCase = false)
{
    private readonly string _pattern = ignoreCase ? pattern.ToLowerInvariant() : pattern;

    public bool Matches(ReadOnlySpan<char> text)
    {
        var (p, t) = (0, 0);
        var (star, starText) = (-1, 0);
        while (t < text.Length)
        {
            if (p < _pattern.Length && _pattern[p] == '*')
            {
                (star, starText) = (p++, t);
            }
            else if (p < _pattern.Length && (_pattern[p] == '?' || _pattern[p] == Fold(text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                // The last star takes one more character; an earlier one never needs to.
                p = star + 1;
                t = ++starText;
            }
            else
            {
                return false;
            }
        }

        while (p < _pattern.Length && _pattern[p] == '*')
        {
            p++;
        }

        return p == _pattern.Length;
    }

    private char Fold(char character) => ignoreCase ? char.ToLowerInvariant(character) : character;
}
