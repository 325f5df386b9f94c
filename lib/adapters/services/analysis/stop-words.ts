/** Words that every text has, in English and German; they tell the language and are no key terms. */
export const STOP_WORDS = {
  en: new Set(
    "a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just may me might more most must my no nor not now of off on once one only or other our ours out over own per same shall she should so some such than that the their theirs them then there these they this those through to too two under until up upon us use used very via was we were what when where which while who whom why will with within without would you your yours".split(
      " ",
    ),
  ),
  de: new Set(
    "ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits bis bzw da dabei damit danach dann das dass dazu dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa für gegen gibt hat hatte haben habe hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist jede jedem jeden jeder jedes jedoch kann kein keine keinen können könnte man mehr mit muss müssen nach nicht noch nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so sodass soll sollen sowie über um und uns unser unsere unter vom von vor war waren weil weiter weitere weiteren wenn werden wie wieder wird wir wo wurde wurden zu zum zur zwischen".split(
      " ",
    ),
  ),
};
