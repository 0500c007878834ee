using Microsoft.Playwright;

namespace Regularization.Reports.Tests;

/// <summary>The Chromium of this machine: the one that the environment variable names, or the first of its usual names in PATH.</summary>
internal static class Browser
{
    private const string Variable = "REGULARIZATION_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe", "msedge.exe"];

    /// <summary>Where it is, or null.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator).SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    /// <summary>What is said where there is none.</summary>
    public static string Absence => $"There is no Chromium to open reports in: none of {string.Join(", ", Names)} is in PATH. Install one, or name it in {Variable}.";

    /// <summary>Starts it.</summary>
    public static Task<IBrowser> Start(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Headless = true });
}
