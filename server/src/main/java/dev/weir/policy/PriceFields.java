package dev.weir.policy;

import dev.weir.policy.PolicyModel.PriceModel;
import java.math.BigDecimal;
import java.util.List;

/** The keys of a price. */
final class PriceFields {
  static final Field<String> MODEL =
      Field.required(
          "model",
          FieldTypes.text("[^\\s]{1,128}", "a model's name, in which * stands for anything"),
          "Which models: a name, in which `*` stands for any run of characters.");
  static final Field<BigDecimal> INPUT =
      Field.required(
          "input",
          PolicyTypes.PRICE,
          "What a million input tokens cost, in your currency (any one).");
  static final Field<BigDecimal> OUTPUT =
      Field.required(
          "output", PolicyTypes.PRICE, "What a million output tokens cost, in the same currency.");

  static final Section<PriceModel> SECTION =
      new Section<>(
          "prices",
          "What tokens cost, for limits that measure cost. The first entry whose pattern matches"
              + " the model counts. Where a limit measures cost, the last entry must match any"
              + " model (`*`).",
          List.of(MODEL, INPUT, OUTPUT),
          values ->
              new PriceModel(
                  values.at(MODEL),
                  values.get(INPUT).doubleValue(),
                  values.get(OUTPUT).doubleValue()));

  private PriceFields() {}
}
