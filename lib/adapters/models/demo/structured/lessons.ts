/** A lesson that is taught by rule: each step explains one thing and asks one question about it. */
export interface Lesson {
  title: string;
  /** What people call it, stemmed as `words.ts` stems. */
  words: string;
  steps: readonly LessonStep[];
}

export interface LessonStep {
  teach: string;
  ask: string;
  options: readonly string[];
  /** Index of the right option. */
  right: number;
  because: string;
}

export const LESSONS: readonly Lesson[] = [
  {
    title: "Percentages that do not fool you",
    words: "percent percentage rate share prozent",
    steps: [
      {
        teach:
          "**A percentage is always of something.** “20 %” alone says nothing: 20 % of 50 is 10, 20 % of 500 is 100. So the first question is always: of what?",
        ask: "A price of 80 rises by 25 %. What is it then?",
        options: ["85", "100", "105"],
        right: 1,
        because: "25 % of 80 is 20, and 80 + 20 = 100.",
      },
      {
        teach:
          "**Up and down are not mirror images**, because the second percentage is of another amount. After +25 % the base is larger, so the same 25 % takes away more.",
        ask: "A price rises by 25 % and then falls by 25 %. Where is it?",
        options: ["Where it began", "Below where it began", "Above where it began"],
        right: 1,
        because: "100 becomes 125, and 25 % of 125 is 31.25, which leaves 93.75.",
      },
      {
        teach:
          "**Percent and percentage points differ.** From 4 % to 5 % is one percentage point, but a quarter more. Headlines take whichever sounds bigger.",
        ask: "A rate goes from 10 % to 12 %. By how much did it rise?",
        options: ["By 2 percent", "By 2 percentage points, which is 20 percent", "By 20 percentage points"],
        right: 1,
        because: "The difference of two rates is in points: 2. Compared with the 10 it began at, that is 20 % more.",
      },
      {
        teach: "**Backwards you divide.** If 119 already holds 19 % tax, the tax is not 19 % of 119.",
        ask: "A gross price is 119 with 19 % tax in it. What is the net price?",
        options: ["96.39", "100", "102.50"],
        right: 1,
        because: "119 is 1.19 times the net price, and 119 / 1.19 = 100.",
      },
    ],
  },
  {
    title: "Margin and markup",
    words: "margin markup price profit cost marge aufschlag gewinn",
    steps: [
      {
        teach:
          "**Margin** is the profit as a share of the price; **markup** is the profit as a share of the cost. The profit is the same, what it is compared with is not.",
        ask: "Cost 60, price 100. What is the margin?",
        options: ["40 %", "60 %", "66.7 %"],
        right: 0,
        because: "The profit is 40, and 40 of the price of 100 is 40 %.",
      },
      {
        teach: "For the same sale the markup is always the larger number, since the cost is smaller than the price.",
        ask: "Cost 60, price 100. What is the markup?",
        options: ["40 %", "60 %", "66.7 %"],
        right: 2,
        because: "The profit of 40 compared with the cost of 60 is 66.7 %.",
      },
      {
        teach:
          "To reach a margin you divide: **price = cost / (1 − margin)**. Adding the margin to the cost gives too little.",
        ask: "Cost 70, wanted margin 30 %. What is the price?",
        options: ["91", "100", "121"],
        right: 1,
        because: "70 / (1 − 0.3) = 70 / 0.7 = 100, and the profit of 30 is 30 % of it.",
      },
    ],
  },
  {
    title: "Mean and median",
    words: "mean median average statistic durchschnitt mittelwert statistik",
    steps: [
      {
        teach:
          "The **mean** shares everything out equally: the sum, divided by how many there are. The **median** is the one in the middle when all are put in order.",
        ask: "What is the median of 2, 3, 4, 5, 100?",
        options: ["4", "22.8", "5"],
        right: 0,
        because: "In order, the third of five is the one in the middle: 4. The mean is 22.8.",
      },
      {
        teach: "One extreme value pulls the mean towards it. The median hardly notices.",
        ask: "Incomes in a street: most are near 40,000, one is 4 million. Which tells you what is usual?",
        options: ["The mean", "The median", "Both alike"],
        right: 1,
        because:
          "The one great income raises the mean for everybody; the person in the middle still earns about 40,000.",
      },
      {
        teach:
          "But what is *paid in total* only the mean knows: mean × number = sum. The median cannot be multiplied back.",
        ask: "100 orders, mean value 50, median value 30. What is the turnover?",
        options: ["3,000", "5,000", "It cannot be known"],
        right: 1,
        because: "50 × 100 = 5,000.",
      },
    ],
  },
];
