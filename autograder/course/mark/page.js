// A comment used before is added to the one that is being written.
document.addEventListener("click", (event) => {
  if (!event.target.matches(".reuse")) return;
  const comment = event.target.closest("form").elements.comment;
  comment.value += (comment.value ? "\n" : "") + event.target.textContent;
  comment.focus();
});
