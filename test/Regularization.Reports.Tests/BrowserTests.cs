using System.Globalization;
using Microsoft.Playwright;

namespace Regularization.Reports.Tests;

/// <summary>Reports as a browser shows them.</summary>
[TestClass]
public sealed class BrowserTests
{
    private static readonly string Folder = Directory.CreateTempSubdirectory("regularization-reports-").FullName;
    private static readonly Lazy<string> Linear = new(() => Pages.Write("linear", Folder));
    private static IPlaywright? _playwright;
    private static IBrowser? _browser;

    private readonly List<string> _complaints = [];

    [ClassInitialize]
    public static async Task Start(TestContext context)
    {
        if (Browser.Path is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await Browser.Start(_playwright);
        }
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    public static IEnumerable<object[]> Kinds => Pages.Names.Select((name, k) => new object[] { name, k % 2 == 1 });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public async Task Report_OfEachKind_IsDrawnWithoutComplaintsOrRequests(string kind, bool dark)
    {
        IPage page = await Open(kind == "linear" ? Linear.Value : Pages.Write(kind, Folder), dark);
        int figures = await page.Locator(".plot").CountAsync();
        Assert.IsGreaterThan(kind is "stability" or "streaming" ? 1 : kind == "path" ? 2 : 3, figures);
        Assert.AreEqual(figures, await page.EvaluateAsync<int>("[...document.querySelectorAll('.plot')].filter(p => p.querySelector('.main-svg .trace, .main-svg .barlayer .point')).length"), "each figure shows something");
        if (kind != "path")
        {
            Assert.IsGreaterThan(0, await page.Locator("tbody tr").CountAsync());
        }

        string back = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        int[] rgb = [.. back.Split('(')[1].Split(',').Select(part => int.Parse(part.Trim(' ', ')'), CultureInfo.InvariantCulture))];
        Assert.AreEqual(dark, rgb.Max() < 100, back);
        Assert.IsFalse(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), "nothing is wider than the page");
        Assert.IsEmpty(_complaints, string.Join('\n', _complaints));
    }

    [TestMethod]
    public async Task PathPicture_PointerOnALine_NamesFeatureAndValue()
    {
        FitSummary summary = Pages.Linear;
        IPage page = await Open(Linear.Value, dark: false);
        int k = summary.Path.Count / 2;
        CoefficientRow row = summary.CoefficientTable(summary.Path[k])[0];
        Assert.AreEqual(Pages.Nasty, row.Name, "the name that is markup");
        float[] at = await page.EvaluateAsync<float[]>(
            """
            ([x, y]) => {
              const plot = document.querySelector('#path .plot'), layout = plot._fullLayout, box = plot.getBoundingClientRect();
              return [box.left + layout.xaxis._offset + layout.xaxis.d2p(x), box.top + layout.yaxis._offset + layout.yaxis.d2p(y)];
            }
            """,
            new[] { summary.Path[k].Lambda, row.Standardized });
        await page.Mouse.MoveAsync(at[0] - 3, at[1]);
        await page.Mouse.MoveAsync(at[0], at[1]);
        string text = await page.Locator("#path .hoverlayer .hovertext").First.TextContentAsync() ?? string.Empty;
        Assert.Contains(Pages.Nasty[..40], text);
        Assert.Contains(float.Round((float)row.Standardized, 2).ToString("0.00", CultureInfo.InvariantCulture), text);
        Assert.IsFalse(await page.EvaluateAsync<bool>("'hit' in window"), "markup in a name is not run");
        Assert.IsEmpty(_complaints, string.Join('\n', _complaints));
    }

    [TestMethod]
    public async Task Views_OfACurve_CanBeChosen()
    {
        IPage page = await Open(Linear.Value, dark: true);
        await page.Locator("#validation select").SelectOptionAsync("1");
        Assert.Contains("absolute error", await page.Locator("#validation .ytitle").TextContentAsync() ?? string.Empty);
        Assert.IsEmpty(_complaints, string.Join('\n', _complaints));
    }

    [TestMethod]
    public async Task Table_Heads_SortAndFindFilters()
    {
        IPage page = await Open(Linear.Value, dark: false);
        ILocator table = page.Locator("table").Last;
        await table.Locator("th button").Nth(1).ClickAsync();
        double[] values = [.. (await table.Locator("tbody tr td:nth-child(2)").AllTextContentsAsync()).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        CollectionAssert.AreEqual(values.OrderDescending().ToArray(), values);
        await table.Locator("th button").Nth(1).ClickAsync();
        string[] again = [.. await table.Locator("tbody tr td:nth-child(2)").AllTextContentsAsync()];
        CollectionAssert.AreEqual(values.Order().ToArray(), again.Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray());
        Assert.AreEqual("ascending", await table.Locator("th").Nth(1).GetAttributeAsync("aria-sort"));

        IPage network = await Open(Pages.Write("network", Folder), dark: false);
        ILocator rows = network.Locator("#table-0 tbody tr:visible");
        int all = await rows.CountAsync();
        await network.Locator("#table-0 input[type=search]").FillAsync("29");
        IReadOnlyList<string> left = await rows.AllTextContentsAsync();
        Assert.IsTrue(left.Count > 0 && left.Count < all, $"{left.Count} of {all}");
        Assert.IsTrue(left.All(text => text.Contains("29", StringComparison.Ordinal)));
    }

    /// <summary>Opens a file, and notes whatever the browser complains of and the page asks for.</summary>
    private async Task<IPage> Open(string file, bool dark)
    {
        if (_browser is null)
        {
            Assert.Inconclusive(Browser.Absence);
        }

        IPage page = await _browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, ViewportSize = new ViewportSize { Width = 1240, Height = 1000 } });
        string address = new Uri(file).AbsoluteUri;
        page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (request.Url != address)
            {
                _complaints.Add("request: " + request.Url);
            }
        };
        await page.GotoAsync(address);
        await page.WaitForSelectorAsync("body[data-drawn=all]");
        return page;
    }
}
