"""The drawing and typing parts of the screens. They know no record type, and all but `styles` and `textual_fixes` know
no Textual either: a view is a `Pane` that draws lines and takes keys (pane.py), a screen is one line-drawn Textual
screen with a pane for its body (screens/base.py).

pane.py          Pane, Key, Caret          cells.py      text in cells, lines of styled spans
form_model.py    FormModel: items, texts, cursor, findings of one record; pure
form_view.py     FormView(model, open_dialog=…): draws and edits it
list_view.py     ListView(columns, provider, …): virtual table over a keyset provider
pick_view.py     PickView(find, …), TreeView(children, …): pickers
month_view.py    MonthView(weeks, day): the 日付入力ダイアログ's month
text_view.py     TextView(text): scrollable text, a subset of Markdown
line_editor.py   LineEditor, TextEditor: the typing itself; pure
key_bar.py, title_bar.py, message_line.py, borders.py, styles.py: what stands around the body
decoder.py       bytes of the terminal to keys     textual_fixes.py  every workaround, with its reason
"""
