package dev.weir.load;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws latency by percentile, one curve for each rung of each run, on logarithmic axes. */
final class LatencyPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;
  private static final float STROKE = 2;

  /** Nothing is faster than the histograms tell. */
  private static final double LEAST_MILLIS = 0.001;

  private LatencyPlot() {}

  /**
   * One curve.
   *
   * @param millis latencies in milliseconds, by percentiles such as {@code p99.9}; two at least
   */
  record Curve(String name, Map<String, Double> millis) {}

  /**
   * Writes a PNG.
   *
   * @param out is not closed
   */
  static void write(List<Curve> curves, OutputStream out) throws IOException {
    BitmapEncoder.saveBitmap(chart(curves), out, BitmapFormat.PNG);
  }

  private static XYChart chart(List<Curve> curves) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .theme(ChartTheme.XChart)
            .title("Latency from the intended send, by percentile")
            .xAxisTitle("one in so many takes longer: 10 is p90, 100 p99, 1000 p99.9")
            .yAxisTitle("milliseconds")
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    for (Curve curve : curves) {
      add(chart, curve);
    }
    return chart;
  }

  private static void add(XYChart chart, Curve curve) {
    double[] oneIn = new double[curve.millis().size()];
    double[] millis = new double[oneIn.length];
    int next = 0;
    for (Map.Entry<String, Double> point : curve.millis().entrySet()) {
      oneIn[next] = 100 / (100 - Double.parseDouble(point.getKey().substring(1)));
      millis[next++] = Math.max(LEAST_MILLIS, point.getValue());
    }
    chart
        .addSeries(curve.name(), oneIn, millis)
        .setMarker(SeriesMarkers.NONE)
        .setLineStyle(new BasicStroke(STROKE));
  }
}
