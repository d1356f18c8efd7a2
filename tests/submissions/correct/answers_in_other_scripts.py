"""Answers in Chinese, with full-width numbers, and in German, with decimal commas."""

# %% answer_1 [markdown]
# 序列长度从１０增加到２０时，生成的文本明显更连贯：网络在一个短语结束之前还记得它的开头。窗口只有两个字符时，它只会写出零碎的字母，因为状态从来没有学会保留更多的信息。

# %% answer_2 [markdown]
# Mit 8 Einheiten kann der Zustand sich kaum etwas merken, und der Verlust bleibt mit 0,7 hoch. Mit 32 Einheiten stimmen die Wörter, aber die Satzteile wechseln ihren Platz. Danach bringt mehr Platz fast nichts mehr, weil dann das Fenster und der kurze Text die Grenze sind und nicht die Größe des Netzes. Meine Erwartung, dass mehr immer besser ist, war also falsch.

# %% answer_4 [markdown]
# ネットワークは「ペック」と「ピクルド」を何度も繰り返す。同じ状態に戻ると同じ続きになるので、記憶が二つの場所を区別できないときに文章は輪になる。図では二つの状態が一文字ごとに近づいていく。
