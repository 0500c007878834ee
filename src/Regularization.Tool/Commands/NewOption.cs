using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Regularization.Tool;

/// <summary>Makes options whose values are checked where they are parsed, with messages that name the value and the rule.</summary>
internal static class NewOption
{
    public static Option<string?> Name(string name, string valueName, string help)
    {
        var option = new Option<string?>(name) { HelpName = valueName, Description = help };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError($"{name} is ''; give {valueName}, or leave the option out.");
            }
        });
        return option;
    }

    public static Option<string[]> List(string name, string valueName, string help) => new(name)
    {
        HelpName = valueName,
        Description = help,
        DefaultValueFactory = _ => [],
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    public static Option<bool> Flag(string name, string help) => new(name) { Description = help };

    /// <summary>A choice by name; the default is the zero of the enum, which the help text says.</summary>
    public static Option<T> Choice<T>(string name, string help, params (string Name, T Value)[] choices)
        where T : struct, Enum => new(name)
        {
            HelpName = string.Join('|', choices.Select(choice => choice.Name)),
            Description = help,
            CustomParser = result =>
            {
                string text = result.Tokens[0].Value;
                foreach ((string choice, T value) in choices)
                {
                    if (choice == text)
                    {
                        return value;
                    }
                }

                result.AddError($"{name} is '{text}'; it must be one of {string.Join(", ", choices.Select(choice => choice.Name))}.");
                return default;
            },
        };

    /// <summary>A number that is finite and not negative; 0 is that of an option not given.</summary>
    public static Option<double?> Strength(string name, string help) => Number(name, help, v => v >= 0 && double.IsFinite(v), "a finite number, not negative");

    public static Option<double?> Number(string name, string help, Func<double, bool> allowed, string rule) => new(name)
    {
        HelpName = "NUMBER",
        Description = help,
        CustomParser = result => ParseNumber(result, name, result.Tokens[0].Value, allowed, rule),
    };

    /// <summary>Numbers between commas.</summary>
    /// <param name="name">The option.</param>
    /// <param name="help">Its description.</param>
    /// <param name="allowed">Whether it can have a number.</param>
    /// <param name="rule">What a number must be.</param>
    /// <param name="mayBeOne">Whether one number is as usual as several, so that a comma may be a decimal one: then what is hardly meant as several is refused, where it can be read as one.</param>
    /// <param name="takesOne">Whether only one number is taken: then whatever can be read as one is refused, too.</param>
    public static Option<double[]> Numbers(string name, string help, Func<double, bool> allowed, string rule, bool mayBeOne = false, bool takesOne = false) => new(name)
    {
        HelpName = "NUMBER,...",
        Description = help,
        DefaultValueFactory = _ => [],
        CustomParser = result =>
        {
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                string[] parts = text.Split(',');
                if (Cells.AsOneNumber(parts) is { } one && (takesOne || (mayBeOne && Cells.IsHardlySeveral(parts))))
                {
                    string several = string.Join(',', parts.Select(part => $"{part}.0"));
                    result.AddError(takesOne
                        ? $"{name} is '{text}'; it takes one number, with a decimal point and no comma between thousands: write {one}."
                        : $"{name} is '{text}', which may be one number or several. Numbers have a decimal point, and no comma between thousands: write {one}, or for several numbers {several}.");
                }
            }

            return [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries)).Select(text => ParseNumber(result, name, text, allowed, rule) ?? 0)];
        },
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<int> Count(string name, string help, int otherwise, int least) => new(name)
    {
        HelpName = "N",
        Description = help,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => ParseCount(result, name, least) ?? otherwise,
    };

    /// <summary>A count whose default the data decide.</summary>
    public static Option<int?> CountOrNone(string name, string help, int least, int most = int.MaxValue) => new(name)
    {
        HelpName = "N",
        Description = help,
        CustomParser = result => ParseCount(result, name, least, most),
    };

    /// <summary>Whole numbers, at least 1, between commas; or <c>none</c>.</summary>
    public static Option<int[]> Sizes(string name, string help, params int[] otherwise) => new(name)
    {
        HelpName = "N,...",
        Description = help,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            string[] parts = text == "none" ? [] : text.Split(',', StringSplitOptions.TrimEntries);
            int[] sizes = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
            if (sizes.Any(size => size < 1))
            {
                result.AddError($"{name} is '{text}'; it must be whole numbers, at least 1, with commas between, or none.");
            }

            return sizes;
        },
    };

    /// <summary>Whether the user gave the option.</summary>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static int? ParseCount(ArgumentResult result, string name, int least, int most = int.MaxValue)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
        {
            return value;
        }

        result.AddError($"{name} is '{text}'; it must be a whole number{(least == int.MinValue ? string.Empty : $", at least {least}")}{(most == int.MaxValue ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" and at most {most:n0}"))}.{Cells.CommaAdvice(text)}");
        return null;
    }

    private static double? ParseNumber(ArgumentResult result, string name, string text, Func<double, bool> allowed, string rule)
    {
        if (Cells.TryParse(text, out double value) && allowed(value))
        {
            return value;
        }

        result.AddError($"{name} is '{text}'; it must be {rule}.{Cells.CommaAdvice(text)}");
        return null;
    }
}
