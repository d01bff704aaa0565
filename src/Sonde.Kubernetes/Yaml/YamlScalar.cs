using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sonde.Kubernetes.Yaml;

/// <summary>
/// What a plain scalar means: the types of YAML 1.1 as Kubernetes' tools read them (<c>yes</c> and <c>on</c> are true,
/// <c>0x1F</c> and <c>0777</c> are numbers, a time stamp is a string).
/// </summary>
internal static partial class YamlScalar
{
    /// <summary>Writes the scalar as a JSON value.</summary>
    public static void Write(Utf8JsonWriter json, Scalar scalar)
    {
        string value = scalar.Value;
        string tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        bool isText = scalar.Style != ScalarStyle.Plain || tag is "tag:yaml.org,2002:str" or "!" or "tag:yaml.org,2002:binary";
        if (isText)
            json.WriteStringValue(value);
        else if (IsNull(value))
            json.WriteNullValue();
        else if (IsTrue(value))
            json.WriteBooleanValue(true);
        else if (IsFalse(value))
            json.WriteBooleanValue(false);
        else if (!LooksNumeric(value) || !TryWriteNumber(json, value))
            json.WriteStringValue(value);
    }

    private static bool IsNull(string value) => value is "" or "~" or "null" or "Null" or "NULL";

    private static bool IsTrue(string value) =>
        value is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON";

    private static bool IsFalse(string value) =>
        value is "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF";

    private static bool LooksNumeric(string value) => value[0] is (>= '0' and <= '9') or '-' or '+' or '.';

    private static bool TryWriteNumber(Utf8JsonWriter json, string value)
    {
        string digits = value.Replace("_", "", StringComparison.Ordinal);
        bool negative = digits[0] == '-';
        ReadOnlySpan<char> unsigned = digits.AsSpan(negative || digits[0] == '+' ? 1 : 0);
        if (TryRadix(unsigned, out ulong magnitude))
        {
            if (!negative)
                json.WriteNumberValue(magnitude);
            else if (magnitude <= long.MaxValue)
                json.WriteNumberValue(-(long)magnitude);
            else
                return false;
            return true;
        }

        if (!Decimal().IsMatch(digits) || !double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
            || !double.IsFinite(real))
        {
            return false;
        }

        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            json.WriteNumberValue(whole);
        else if (ulong.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ulong large))
            json.WriteNumberValue(large);
        else
            json.WriteNumberValue(real);
        return true;
    }

    // 0x1F, 0b101, 0o17 and YAML 1.1's 017.
    private static bool TryRadix(ReadOnlySpan<char> digits, out ulong value)
    {
        value = 0;
        if (digits is not ['0', _, ..])
            return false;
        (int radix, int start) = digits[1] switch
        {
            'x' => (16, 2),
            'b' => (2, 2),
            'o' => (8, 2),
            >= '0' and <= '7' => (8, 1),
            _ => (0, 0),
        };
        if (radix == 0 || start == digits.Length)
            return false;
        foreach (char digit in digits[start..])
        {
            int one = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            if (one >= radix || value > (ulong.MaxValue - (ulong)one) / (ulong)radix)
                return false;
            value = (value * (ulong)radix) + (ulong)one;
        }

        return true;
    }

    [GeneratedRegex(@"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
