"use client";
import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  Cell,
  Legend,
  Line,
  LineChart,
  Pie,
  PieChart,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { axisValue, tickLabel } from "#components/artifacts/chart-table.ts";
import type { CellValue, ChartSpec } from "#lib/domain/session/artifacts.ts";
import { formatValue } from "#lib/domain/session/format-value.ts";

/** Told apart by lightness as well as hue, on both themes. */
const COLOURS = [
  "var(--series-1)",
  "var(--series-2)",
  "var(--series-3)",
  "var(--series-4)",
  "var(--series-5)",
  "var(--series-6)",
];
const colour = (index: number) => COLOURS[index % COLOURS.length] as string;
const text = { fontSize: 11, fill: "var(--muted)" };

/** The drawing itself. It is hidden from screen readers: description and table speak for it. */
export default function Plot({ chart }: { chart: ChartSpec }) {
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 240 }}>
      {draw(chart)}
    </ResponsiveContainer>
  );
}

function draw(chart: ChartSpec) {
  if (chart.type === "pie") return drawPie(chart);
  const common = { data: chart.data, margin: { top: 4, right: 24, bottom: 0, left: 0 }, accessibilityLayer: false };
  const frame = axes(chart);
  const quick = { isAnimationActive: false };
  if (chart.type === "bar") {
    return (
      <BarChart {...common}>
        {frame}
        {chart.series.map(({ key, name }, index) => (
          <Bar
            key={key}
            dataKey={key}
            name={name}
            fill={colour(index)}
            radius={chart.stacked ? 0 : [3, 3, 0, 0]}
            {...(chart.stacked && { stackId: "all" })}
            maxBarSize={44}
            {...quick}
          />
        ))}
      </BarChart>
    );
  }
  if (chart.type === "area") {
    return (
      <AreaChart {...common}>
        {frame}
        {chart.series.map(({ key, name }, index) => (
          <Area
            key={key}
            dataKey={key}
            name={name}
            stroke={colour(index)}
            strokeWidth={2}
            fill={colour(index)}
            fillOpacity={0.14}
            {...quick}
          />
        ))}
      </AreaChart>
    );
  }
  return (
    <LineChart {...common}>
      {frame}
      {chart.series.map(({ key, name }, index) => (
        <Line
          key={key}
          dataKey={key}
          name={name}
          stroke={colour(index)}
          strokeWidth={2}
          dot={chart.data.length <= 24 ? { r: 2.5 } : false}
          {...quick}
        />
      ))}
    </LineChart>
  );
}

const axes = (chart: ChartSpec) => [
  <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
  <XAxis
    key="x"
    dataKey="x"
    tick={text}
    tickLine={false}
    axisLine={{ stroke: "var(--line)" }}
    tickFormatter={(x) => tickLabel(x, chart.x.type)}
    minTickGap={16}
  />,
  <YAxis key="y" tick={text} tickLine={false} axisLine={false} width={52} tickFormatter={axisValue} />,
  hint(chart),
  ...(chart.series.length > 1
    ? [<Legend key="legend" iconType="circle" iconSize={8} wrapperStyle={{ fontSize: 12 }} />]
    : []),
];

const hint = (chart: ChartSpec) => (
  <Tooltip
    key="hint"
    cursor={{ fill: "var(--hover)", opacity: 0.6, stroke: "var(--line-strong)" }}
    contentStyle={{
      background: "var(--surface)",
      border: "1px solid var(--line)",
      borderRadius: 10,
      fontSize: 12,
      boxShadow: "var(--lift)",
    }}
    labelFormatter={(x) =>
      chart.x.type === "date" ? formatValue(String(x), /^\d{4}-\d{2}$/.test(String(x)) ? "month" : "date") : String(x)
    }
    formatter={(value, name, item) => {
      const series = chart.series.find((one) => one.key === item.dataKey) ?? chart.series[0];
      return [formatValue(value as CellValue, series?.format, series?.unit), name];
    }}
  />
);

function drawPie(chart: ChartSpec) {
  const series = chart.series[0];
  if (!series) return <PieChart />;
  return (
    <PieChart accessibilityLayer={false}>
      <Pie
        data={chart.data}
        dataKey={series.key}
        nameKey="x"
        innerRadius="52%"
        outerRadius="86%"
        paddingAngle={1.5}
        rootTabIndex={-1}
        stroke="var(--surface)"
        isAnimationActive={false}
      >
        {chart.data.map((point, index) => (
          <Cell key={String(point.x)} fill={colour(index)} />
        ))}
      </Pie>
      {hint(chart)}
      <Legend iconType="circle" iconSize={8} wrapperStyle={{ fontSize: 12 }} />
    </PieChart>
  );
}
